namespace EventDriven.Load.Driving;

/// <summary>One kind of order, as the README's table has it.</summary>
/// <param name="Name">What the command line and the report call it.</param>
/// <param name="Ends">The states that it may end in.</param>
internal sealed record OrderKind(string Name, params string[] Ends)
{
    private const string ProductWithoutStock = "CLOCK-WALL-RED";

    /// <summary>Every kind.</summary>
    public static readonly IReadOnlyList<OrderKind> All =
    [
        new("completed", "Completed"),
        new("declined", "Rejected") { Token = "tok_declined" },
        new("review", "Completed")
        {
            Token = "tok_review",
            Meanwhile = Intervention.Approve,
            MeanwhileIn = "AwaitingReview",
        },
        new("capture-fails", "Rejected") { Token = "tok_capture_fails" },
        new("carrier-refuses", "Rejected") { PostalCode = "00000" },
        new("dispatch-refused", "Rejected") { PostalCode = "88888" },
        new("late", "Completed") { Token = "tok_late" },
        new("flaky", "Completed") { Token = "tok_flaky" },
        new("short", "Rejected") { OnlySku = ProductWithoutStock },
        new("cancelled", "Cancelled")
        {
            Token = "tok_review",
            Meanwhile = Intervention.Cancel,
            MeanwhileIn = "AwaitingReview",
        },
        // Cancelled at once, wherever it is by then: it may be too late.
        new("cancel-races", "Cancelled", "Completed") { Meanwhile = Intervention.Cancel },
    ];

    /// <summary>The means of payment.</summary>
    public string Token { get; private init; } = "tok_accepted";

    /// <summary>Where it goes.</summary>
    public string PostalCode { get; private init; } = "10115";

    /// <summary>The product that it is for; null for any of those with stock.</summary>
    public string? OnlySku { get; private init; }

    /// <summary>What a person does while it is on its way.</summary>
    public Intervention Meanwhile { get; private init; }

    /// <summary>The state in which that is done; null for at once.</summary>
    public string? MeanwhileIn { get; private init; }
}
