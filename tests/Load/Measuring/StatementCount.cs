namespace EventDriven.Load.Measuring;

/// <summary>One statement, as PostgreSQL knows it: constants left out.</summary>
/// <param name="Database">Where.</param>
/// <param name="Text">What.</param>
/// <param name="Calls">How often it was executed.</param>
/// <param name="TotalMilliseconds">How long all executions took on the server.</param>
internal sealed record StatementCount(string Database, string Text, long Calls, double TotalMilliseconds);
