using EventDriven.EndToEnd.Tests.Hosting;
using Shouldly;
using Xunit;

namespace EventDriven.EndToEnd.Tests;

/// <summary>PostgreSQL runs, but is read-only, or refuses the logins: the same as if it were away.</summary>
[Collection(nameof(AMinuteWithoutAServer))]
public sealed class When_PostgreSQL_refuses_the_services(AMinuteWithoutAServer minute)
{
    [Theory]
    [InlineData("read-only")]
    [InlineData("no-login")]
    public void Clients_are_told_to_come_again_and_what_was_accepted_ends_rightly(string how)
    {
        var (customers, _, _, ended, remains) = Of(how);

        customers.Refused.ShouldNotBeEmpty();
        customers.Refused.ShouldAllBe(answer => answer == new Refusal(503, "application/problem+json", true));
        ended.Select(order => order.Seen.OrderId).ShouldBe(customers.Accepted.Keys, ignoreOrder: true);
        ended.Where(order => !order.EndedAsItMust).Select(order => order.ToString()).ShouldBeEmpty();
        remains.ShouldBeAsExpected();
    }

    [Theory]
    [InlineData("read-only", "the database is read-only")]
    [InlineData("no-login", "the database refuses the login")]
    public void Services_say_that_they_are_not_ready_and_why(string how, string why) =>
        Of(how)
            .ReadinessMeanwhile.ShouldAllBe(service =>
                service.Value.StartsWith("503", StringComparison.Ordinal)
                && service.Value.Contains(why, StringComparison.Ordinal)
            );

    [Fact]
    public void The_console_says_which_service_waits_and_why()
    {
        var (overview, order) = Of("no-login").ConsoleMeanwhile.ShouldNotBeNull();

        overview.ShouldMatch(DatabaseRefusal.Wait().ToString());
        order.ShouldMatch(DatabaseRefusal.Reason().ToString());
    }

    private DatabaseRefusal Of(string how) => how == "read-only" ? minute.ReadOnly : minute.NoLogin;
}
