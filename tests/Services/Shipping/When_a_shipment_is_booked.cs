using EventDriven.Contracts.Shipping;
using EventDriven.Services.Tests.RemoteSteps;
using EventDriven.SimulatedParties;
using EventDriven.TestServers;
using Shouldly;
using Xunit;

namespace EventDriven.Services.Tests.Shipping;

public class When_a_shipment_is_booked(Servers servers) : ShippingTest(servers)
{
    [Fact]
    public async Task The_carrier_gives_a_tracking_number()
    {
        var answer = await Shipping.AskAsync<ShipmentBooked>(Book());

        answer.Message.TrackingNumber.ShouldMatch("^PX[0-9]{12}$");
        (await OpenBookingsAsync()).ShouldBe([OrderId.ToString()]);
    }

    [Theory]
    [InlineData("00000", "DE", "The carrier does not deliver to this postal code.")]
    [InlineData("28195", "AQ", "The carrier does not deliver to this country.")]
    public async Task An_address_out_of_reach_is_refused_and_the_customer_is_told_why(
        string postalCode,
        string country,
        string reason
    )
    {
        var command = Book(Home with { PostalCode = postalCode, Country = country });

        var answer = await Shipping.AskAsync<ShipmentRefused>(command);

        answer.Message.Reason.ShouldBe(reason);
        (await Shipping.AskAsync<ShipmentRefused>(command)).ShouldBe(answer);
        (await BookAtCarrierAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_late_carrier_has_booked_at_once_and_answers_everybody_when_it_is_time()
    {
        var command = Book(Home with { PostalCode = TestAddresses.LatePostalCode });
        var first = await Shipping.SendAsync(command);
        await Time.UntilWaitingAsync(1);
        (await OpenBookingsAsync()).ShouldBe([OrderId.ToString()]);

        Time.Advance(TimeSpan.FromSeconds(10));
        var again = await Shipping.SendAsync(command);
        await Time.UntilWaitingAsync(2);
        Shipping.CountPublished(first).ShouldBe(0, "The carrier has not answered yet.");

        Time.Advance(TimeSpan.FromSeconds(5));
        var answer = await Shipping.AnswerAsync<ShipmentBooked>(first);
        (await Shipping.AnswerAsync<ShipmentBooked>(again)).ShouldBe(answer);
    }

    [Fact]
    public async Task Fifty_copies_at_once_on_two_replicas_make_one_booking_and_one_answer()
    {
        var other = await StartReplicaAsync();
        var sent = new List<(RemoteStepApp Replica, Guid Conversation)>();
        for (var i = 0; i < 25; i++)
        {
            sent.Add((Shipping, await Shipping.SendAsync(Book())));
            sent.Add((other, await other.SendAsync(Book())));
        }

        var answers = new HashSet<Answer<ShipmentBooked>>();
        foreach (var (replica, conversation) in sent)
            answers.Add(await replica.AnswerAsync<ShipmentBooked>(conversation));

        answers.Count.ShouldBe(1, "Every copy is answered alike, so that the saga's inbox keeps one.");
        (await BookAtCarrierAsync()).ShouldBe([CarrierEntryKind.Booked]);
    }

    [Theory]
    [InlineData(Where.BeforeItIsServed)]
    [InlineData(Where.AfterItIsServed)]
    public async Task A_call_that_breaks_is_repeated_under_its_key_and_books_once(Where where)
    {
        Calls.BreakOnce("Book", where);

        await Shipping.AskAsync<ShipmentBooked>(Book());

        Calls.Count("Book").ShouldBe(2);
        (await BookAtCarrierAsync()).ShouldBe([CarrierEntryKind.Booked]);
    }

    [Fact]
    public async Task A_replica_killed_before_it_recorded_the_booking_leaves_it_to_another_which_books_no_second()
    {
        var gate = Calls.Hold("Book", Where.AfterItIsServed);
        await Shipping.SendAsync(Book());
        await gate.ReachedAsync();
        await Shipping.StopAsync();

        var other = await StartReplicaAsync();
        gate.Open();
        await other.AskAsync<ShipmentBooked>(Book());

        (await BookAtCarrierAsync()).ShouldBe([CarrierEntryKind.Booked]);
    }
}
