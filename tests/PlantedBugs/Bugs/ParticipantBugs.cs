namespace EventDriven.PlantedBugs;

/// <summary>Inventory, Payments, Shipping and their parties.</summary>
internal static class ParticipantBugs
{
    private const string Stock = "Services/Inventory/Domain/StockRules.cs";
    private const string Product = "Services/Inventory/Domain/Product.cs";

    public static readonly Bug[] All =
    [
        new(
            "released-stock-still-reserved",
            "The reservation stays open after its stock was released, so the stock can be released again.",
            Catcher.Explorer,
            new Edit(
                Stock,
                "held.Status = ReservationStatus.Released;",
                """
                if (!PLANTED)
                    held.Status = ReservationStatus.Released;
                """
            )
        ),
        new(
            "committed-stock-still-held",
            "Stock that leaves the warehouse stays held for the order.",
            Catcher.Explorer,
            new Edit(
                Product,
                "Held -= quantity; OnHand -= quantity;",
                """
                Held -= PLANTED ? 0 : quantity;
                OnHand -= quantity;
                """
            )
        ),
        new(
            "stock-oversold",
            "An order for more pieces than are available is accepted.",
            Catcher.Explorer,
            new Edit(
                Stock,
                ".Where(line => line.Available < line.Requested)",
                ".Where(line => !PLANTED && line.Available < line.Requested)"
            ),
            new Edit(Product, "if (quantity > Available)", "if (!PLANTED && quantity > Available)")
        ),
        new(
            "reservation-after-its-release",
            "The release of stock names no action, so a late ReserveStock holds stock for an order that has ended.",
            Catcher.Explorer,
            new Edit(
                Stock,
                "StockSteps.Release, StockSteps.Reserve,",
                "StockSteps.Release, PLANTED ? null : StockSteps.Reserve,"
            )
        ),
        new(
            "late-reservation-confirmed",
            "A ReserveStock that arrives after its release is answered with StockReserved.",
            Catcher.Test("Services", "Inventory.When_an_undo_overtakes_its_action.The_late_action_is_refused"),
            new Edit(
                Stock,
                ".ToAnswer(() => new StockShort",
                """
                .ToAnswer(() =>
                    PLANTED
                        ? new StockReserved
                        {
                            OrderId = stock.OrderId,
                            Total = new Money { Amount = 0, Currency = "EUR" },
                            Lines = [],
                        }
                        : new StockShort
                """
            )
        ),
        new(
            "restock-of-other-content",
            "A restock under a known id is confirmed although its quantity is another one.",
            Catcher.Test("Services", "Inventory.When_stock_comes_in.The_same_id_with_other_content_is_refused"),
            new Edit(
                Stock,
                "known.Sku == sku && known.Quantity == quantity",
                "(PLANTED || (known.Sku == sku && known.Quantity == quantity))"
            )
        ),
        new(
            "dispatched-stock-counts-as-released",
            "A release gives nothing back of what was dispatched, and the reservation is refused from then on.",
            Catcher.ExplorerWithRestore,
            new Edit(
                Stock,
                "stock.Reservation is { Status: ReservationStatus.Committed } ? null",
                "!PLANTED && stock.Reservation is { Status: ReservationStatus.Committed } ? null"
            )
        ),
        new(
            "void-names-no-authorisation",
            "A void does not supersede the authorisation, which is answered as authorised after the void.",
            Catcher.Test(
                "Services",
                "Payments.When_payments_runs_on_sqlite.A_void_overtakes_an_authorisation_in_flight"
            ),
            new Edit(
                "Services/Payments/Consumers/VoidPaymentConsumer.cs",
                "Undoes = PaymentSteps.Authorise,",
                "Undoes = PLANTED ? null : PaymentSteps.Authorise,"
            )
        ),
        new(
            "capture-of-another-amount",
            "The capture takes less than the amount of the order.",
            Catcher.Explorer,
            new Edit(
                "Services/Payments/Consumers/CapturePaymentConsumer.cs",
                "step.ReadRequest<Money>(),",
                "PLANTED ? new Money { Amount = 1, Currency = \"EUR\" } : step.ReadRequest<Money>(),"
            )
        ),
        new(
            "refund-of-nothing-confirmed",
            "A refund is confirmed without a call of the provider.",
            Catcher.Explorer,
            new Edit(
                "Services/Payments/Consumers/RefundPaymentConsumer.cs",
                "(await provider.RefundAsync(step.IdempotencyKey, command.OrderId.ToString(), cancel))",
                """
                (
                    PLANTED
                        ? RemoteAnswer.Done(null)
                        : await provider.RefundAsync(step.IdempotencyKey, command.OrderId.ToString(), cancel)
                )
                """
            )
        ),
        new(
            "cancellation-of-a-dispatched-parcel",
            "A cancellation that the carrier refuses, because it has the parcel, is confirmed.",
            Catcher.Explorer,
            new Edit(
                "Services/Shipping/Consumers/CancelShipmentConsumer.cs",
                "? _ => new ShipmentDispatched",
                """
                ? _ =>
                    PLANTED
                        ? new ShipmentCancelled { OrderId = command.OrderId }
                        : new ShipmentDispatched
                """
            )
        ),
        new(
            "cancellation-of-a-shipment-keeps-it",
            "A cancelled shipment is confirmed, and the carrier keeps the booking.",
            Catcher.Explorer,
            new Edit(
                "Services/Shared/SimulatedParties/Shipping/SimulatedCarrier.cs",
                "parcel.Find(CarrierEntryKind.Booked) is { } booking ? Enter(",
                """
                !PLANTED && parcel.Find(CarrierEntryKind.Booked) is { } booking
                    ? Enter(
                """
            )
        ),
    ];
}
