namespace EventDriven.EntryApi.Description;

/// <summary>One way in which an endpoint may refuse: part of its description.</summary>
/// <param name="Status">The status of the answer.</param>
/// <param name="Type">The problem's type.</param>
internal sealed record Failure(int Status, string Type);
