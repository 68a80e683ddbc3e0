namespace EventDriven.SimulatedParties;

/// <summary>Where a simulated remote party keeps its accounts.</summary>
public interface IAccounts<TAccount>
{
    /// <summary>Changes an account, which begins with its first change.</summary>
    /// <param name="isFirst">Whether it is usually the first change.</param>
    /// <param name="change">Runs again if another request changed the account first.</param>
    Task<T> ChangeAsync<T>(
        string reference,
        bool isFirst,
        Func<TAccount, T> change,
        CancellationToken cancellationToken
    );
}
