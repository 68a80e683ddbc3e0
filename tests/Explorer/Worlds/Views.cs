using EventDriven.Contracts.Orders;
using EventDriven.EntryApi.Domain;
using EventDriven.Operations.Domain;

namespace EventDriven.Explorer.Worlds;

/// <summary>The order in the read models of the entry API and the console.</summary>
internal sealed class Views
{
    public List<TimelineEntry> Timeline { get; private init; } = [];

    public string? EndedAs { get; set; }

    public string? Refusal { get; set; }

    public TrackedOrder? Tracked { get; set; }

    public List<HistoryEntry> History { get; private init; } = [];

    /// <summary>As the entry API reads it.</summary>
    public Order ReadOrder(SubmitOrder submitted, int epoch = 1) =>
        new()
        {
            Id = submitted.OrderId,
            CustomerId = submitted.CustomerId,
            Email = submitted.Email,
            ShipTo = new ShippingAddress(
                submitted.ShipTo.Name,
                submitted.ShipTo.Street,
                submitted.ShipTo.City,
                submitted.ShipTo.PostalCode,
                submitted.ShipTo.Country
            ),
            PaymentToken = submitted.PaymentToken,
            SubmittedAt = submitted.SubmittedAt,
            Lines =
            [
                .. submitted.Lines.Select(
                    (line, index) =>
                        new OrderedLine
                        {
                            Number = index + 1,
                            Sku = line.Sku,
                            Quantity = line.Quantity,
                        }
                ),
            ],
            Epoch = epoch,
            EndedAs = EndedAs,
            Timeline = Timeline,
        };

    public Views Copy() =>
        new()
        {
            Timeline = [.. Timeline],
            EndedAs = EndedAs,
            Refusal = Refusal,
            Tracked = Tracked is null ? null : Rows.Copy(Tracked),
            History = [.. History],
        };
}
