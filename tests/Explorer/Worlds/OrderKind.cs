using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using EventDriven.SimulatedParties;

namespace EventDriven.Explorer.Worlds;

/// <summary>A kind of order: what the client asks for, and what the parties make of it.</summary>
/// <param name="InStock">The pieces on hand; the order wants two.</param>
/// <param name="CanComplete">Whether Completed is a possible end.</param>
internal sealed record OrderKind(string Name, string Token, string PostalCode, int InStock, bool CanComplete)
{
    public const string Sku = "MUG-STONE-BLUE";

    public const int Wanted = 2;

    public const decimal UnitPrice = 14.95m;

    public const decimal Price = Wanted * UnitPrice;

    public static readonly Guid OrderId = new("0f0e0d0c-0b0a-4908-8706-050403020100");

    private const string Delivered = "10115";

    public static readonly OrderKind Completes = new("completes", TestTokens.Accepted, Delivered, 3, true);
    public static readonly OrderKind Flaky = new("flaky", TestTokens.Flaky, Delivered, 3, true);
    public static readonly OrderKind Review = new("review", TestTokens.Review, Delivered, 3, true);
    public static readonly OrderKind OutOfStock = new("out-of-stock", TestTokens.Accepted, Delivered, 1, false);
    public static readonly OrderKind Declined = new("declined", TestTokens.Declined, Delivered, 3, false);
    public static readonly OrderKind CaptureFails = new("capture-fails", TestTokens.CaptureFails, Delivered, 3, false);
    public static readonly OrderKind CarrierRefuses = new(
        "carrier-refuses",
        TestTokens.Accepted,
        TestAddresses.RefusedPostalCode,
        3,
        false
    );

    public static readonly OrderKind DispatchRefused = new(
        "dispatch-refused",
        TestTokens.Accepted,
        TestAddresses.LapsingPostalCode,
        3,
        false
    );

    public static IReadOnlyList<OrderKind> All { get; } =
    [Completes, Flaky, Review, OutOfStock, Declined, CaptureFails, CarrierRefuses, DispatchRefused];

    public SubmitOrder Submit() =>
        new()
        {
            OrderId = OrderId,
            CustomerId = "c-1",
            Email = "ada@example.com",
            Lines = [new OrderLine { Sku = Sku, Quantity = Wanted }],
            PaymentToken = Token,
            ShipTo = new PostalAddress
            {
                Name = "Ada",
                Street = "Main Street 1",
                City = "Berlin",
                PostalCode = PostalCode,
                Country = "DE",
            },
            SubmittedAt = WorldClock.At(0),
        };
}
