using EventDriven.EntryApi.Endpoints.Problems;

namespace EventDriven.EntryApi.Description;

/// <summary>One way in which an endpoint may refuse: part of its description.</summary>
/// <param name="Type">The problem's type.</param>
internal sealed record Failure(string Type)
{
    public int Status => ProblemTypes.All[Type].Status;
}
