using Npgsql;

namespace EventDriven.GroupedSaves.Tests;

/// <summary>What a save returned or threw.</summary>
internal static class Outcomes
{
    /// <summary>The number of entries, or the exception.</summary>
    public static async Task<object> OutcomeAsync(this Task<int> save)
    {
        try
        {
            return await save;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    /// <summary>The SQLSTATE of PostgreSQL's error.</summary>
    public static string? SqlState(this object failure) =>
        failure.ShouldBeAssignableTo<Exception>()!.GetBaseException().ShouldBeOfType<PostgresException>().SqlState;
}
