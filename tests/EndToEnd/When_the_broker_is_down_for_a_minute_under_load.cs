using EventDriven.EndToEnd.Tests.Hosting;
using Shouldly;
using Xunit;

namespace EventDriven.EndToEnd.Tests;

/// <summary>
/// SIGKILL: the broker confirms nothing and closes nothing; a minute later it finds its queues on its disk.
/// </summary>
[Collection(nameof(AMinuteWithoutAServer))]
public sealed class When_the_broker_is_down_for_a_minute_under_load(AMinuteWithoutAServer minute)
    : A_minute_without_a_server(minute.Broker)
{
    [Fact]
    public void The_entry_API_still_accepts_orders()
    {
        Outage.AcceptedMeanwhile.ShouldBe(OutageUnderLoad.OrdersMeanwhile);
        Outage.Customers.Refused.ShouldBeEmpty();
    }

    [Fact]
    public void The_entry_API_stays_ready_and_reports_its_bus() =>
        Outage
            .ReadinessMeanwhile[Service.EntryApi]
            .ShouldSatisfyAllConditions(
                answer => answer.ShouldStartWith("200"),
                answer => answer.ShouldContain("\"bus\":\"Degraded\"")
            );

    [Fact]
    public void The_console_stays_ready_to_show_what_it_has() =>
        Outage.ReadinessMeanwhile[Service.Operations].ShouldStartWith("200");

    [Fact]
    public void No_other_service_says_that_it_is_ready() =>
        Outage
            .ReadinessMeanwhile.Where(service => service.Key is not (Service.EntryApi or Service.Operations))
            .ShouldAllBe(service => service.Value.StartsWith("503", StringComparison.Ordinal));
}
