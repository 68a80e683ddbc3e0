using System.Text.Json.Nodes;
using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Explorer.Lives;

namespace EventDriven.Simulation.Tests;

/// <summary>
/// An order in progress goes on after an upgrade: the messages that earlier versions recorded lead to the same states.
/// </summary>
public sealed class When_recorded_lives_are_replayed
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "lives");

    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileName(file)).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_goes_as_it_was_recorded(string file) => LifeReplay.FirstDifference(Read(file)).ShouldBeNull();

    [Fact]
    public void Each_kind_is_recorded() =>
        GoldenLives
            .All.Select(life => $"{life.Name}.json")
            .Except(Files.Select(file => file.Data))
            .ShouldBeEmpty("tests/Simulation/lives/README.md says how to record them");

    [Fact]
    public void Every_event_that_changes_an_order_is_in_one() =>
        When_orders_live_at_random
            .Handled.Except(
                Files
                    .SelectMany(file => Read(file.Data).Entries)
                    .Select(entry => (State: entry.From!, Message: entry.Event!))
            )
            .ShouldBeEmpty("add a life to tests/Explorer/Lives/GoldenLives.cs");

    [Fact]
    public void A_message_that_its_state_does_not_handle_is_named()
    {
        var difference = Replace("completed.json", 3, entry => entry with { Event = nameof(PaymentVoided) });

        difference.ShouldStartWith(
            "Entry 3, PaymentVoided in AuthorisingPayment: recorded: from AuthorisingPayment to BookingShipment and "
                + "asked for BookShipment (attempt 1), to be undone by CancelShipment, VoidPayment, ReleaseStock; "
                + "now: the message faults in AuthorisingPayment (The PaymentVoided event is not handled"
        );
    }

    [Fact]
    public void A_message_that_its_state_ignores_is_named() =>
        Replace("completed.json", 3, entry => entry with { Event = nameof(ResumeCompensation) })
            .ShouldEndWith("now: nothing changes in AuthorisingPayment.");

    [Fact]
    public void A_message_that_is_not_in_the_contracts_is_named() =>
        Replace("completed.json", 3, entry => entry with { Event = "PaymentGranted" })
            .ShouldEndWith("now: the saga has no message PaymentGranted.");

    [Fact]
    public void A_message_that_cannot_be_read_is_named() =>
        Replace("completed.json", 4, entry => entry with { Message = new JsonObject() })
            .ShouldNotBeNull()
            .ShouldContain("ShipmentBooked in BookingShipment: recorded: ");

    [Theory]
    [InlineData("state")]
    [InlineData("step")]
    [InlineData("attempt")]
    [InlineData("undo")]
    public void Another_outcome_is_named(string member)
    {
        var difference = Replace("completed.json", 3, entry => member switch
            {
                "state" => entry with { State = OrderStates.Dispatching },
                "step" => entry with { Step = "ReviewPayment" },
                "attempt" => entry with { Attempt = 2 },
                _ => entry with { Undo = "ReleaseStock" },
            });

        difference.ShouldStartWith("Entry 3, PaymentAuthorised in AuthorisingPayment: recorded: ");
        difference.ShouldEndWith(
            "; now: from AuthorisingPayment to BookingShipment and asked for BookShipment (attempt 1), "
                + "to be undone by CancelShipment, VoidPayment, ReleaseStock."
        );
    }

    [Fact]
    public void It_ends_before_an_entry_that_is_missing()
    {
        var life = Read("completed.json");

        LifeReplay
            .FirstDifference(life with { Entries = [.. life.Entries.Where(entry => entry.Sequence != 3)] })
            .ShouldBe("Entry 3 is missing: the replay ends before it.");
    }

    [Fact]
    public void It_ends_before_an_entry_of_an_older_version() =>
        Replace("completed.json", 2, entry => entry with { Message = null })
            .ShouldBe("Entry 2 has no message: the replay ends before it.");

    [Fact]
    public void Texts_may_be_masked()
    {
        var text = File.ReadAllText(Path.Combine(Folder, "cancelled-in-AwaitingReview.json"));

        text.ShouldContain("\"reason\": \"••••••\"");
        text.ShouldContain("\"authorisationId\": \"••••••\"");
    }

    private static RecordedLife Read(string file) => RecordedLife.Parse(File.ReadAllText(Path.Combine(Folder, file)));

    private static string? Replace(string file, int sequence, Func<RecordedEntry, RecordedEntry> change)
    {
        var life = Read(file);
        return LifeReplay.FirstDifference(
            life with
            {
                Entries = [.. life.Entries.Select(entry => entry.Sequence == sequence ? change(entry) : entry)],
            }
        );
    }
}
