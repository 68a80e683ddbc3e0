namespace EventDriven.Operations.Orders;

/// <summary>What is wrong with an open order, and what helps: a sentence each.</summary>
/// <param name="Link">The page of the console that helps; null for the order's own.</param>
public sealed record Trouble(string What, string Helps, string? Link = null, string? LinkText = null);
