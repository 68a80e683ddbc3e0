using EventDriven.SimulatedParties;

namespace EventDriven.Explorer.Worlds;

/// <summary>What a simulated party knows about the order.</summary>
internal sealed class Books<TAccount> : IAccounts<TAccount>
    where TAccount : SimulatedAccount, new()
{
    /// <summary>Null before the first request.</summary>
    public TAccount? Account { get; set; }

    public bool HasServed(string operation) => Account?.HasServed(operation) ?? false;

    public Task<T> ChangeAsync<T>(
        string reference,
        bool isFirst,
        Func<TAccount, T> change,
        CancellationToken cancellationToken
    ) => Task.FromResult(change(Account ??= new TAccount { Reference = reference }));
}

/// <summary>Copies accounts.</summary>
internal static class BooksExtensions
{
    public static Books<ProviderPayment> Copy(this Books<ProviderPayment> books)
    {
        if (books.Account is not { } account)
            return new();

        var copy = CopyRequests(account, new ProviderPayment { Reference = account.Reference, Token = account.Token });
        foreach (var entry in account.Entries)
            copy.Entries.Add(entry);
        return new() { Account = copy };
    }

    public static Books<CarrierParcel> Copy(this Books<CarrierParcel> books)
    {
        if (books.Account is not { } account)
            return new();

        var copy = CopyRequests(account, new CarrierParcel { Reference = account.Reference });
        foreach (var entry in account.Entries)
            copy.Entries.Add(entry);
        return new() { Account = copy };
    }

    private static TAccount CopyRequests<TAccount>(TAccount account, TAccount copy)
        where TAccount : SimulatedAccount
    {
        copy.Version = account.Version;
        foreach (var request in account.Requests)
            copy.Requests.Add(Rows.Copy(request));
        return copy;
    }
}
