using EventDriven.EndToEnd.Tests.Hosting;
using Shouldly;
using Xunit;

namespace EventDriven.EndToEnd.Tests;

/// <summary>
/// SIGQUIT: the server drops every connection at once and saves nothing first; a minute later it recovers from its log.
/// </summary>
[Collection(nameof(AMinuteWithoutAServer))]
public sealed class When_PostgreSQL_is_down_for_a_minute_under_load(AMinuteWithoutAServer minute)
    : A_minute_without_a_server(minute.Postgres)
{
    [Fact]
    public void What_is_refused_is_told_to_come_again()
    {
        Outage.Customers.Refused.ShouldNotBeEmpty();
        Outage.Customers.Refused.ShouldAllBe(answer => answer == new Refusal(503, "application/problem+json", true));
    }

    [Fact]
    public void No_service_says_that_it_is_ready() =>
        Outage.ReadinessMeanwhile.ShouldAllBe(service => service.Value.StartsWith("503", StringComparison.Ordinal));
}
