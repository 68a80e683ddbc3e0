using System.Net;
using EventDriven.EntryApi.Changes;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

public sealed class When_a_client_waits(Servers servers, SharedHosts hosts) : IClassFixture<SharedHosts>
{
    private readonly string _customer = $"c-{Guid.NewGuid()}";

    [Theory, InlineData("Completed"), InlineData("Rejected"), InlineData("Cancelled")]
    public async Task It_is_answered_with_the_end_when_that_comes_in_time(string end)
    {
        await using var host = await EntryApiHost.StartAsync();
        var answer = host.Post("/orders", AnOrder.Valid(_customer), prefer: "respond-async, wait=20");
        await host.Tell(await host.SubmittedOrder(_customer), 1, end);

        using var response = await answer;

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.GetValues("Preference-Applied").ShouldBe(["wait=20"]);
        var order = await response.Problemless();
        order["state"]!.ToString().ShouldBe(end);
        response.Headers.Location!.ToString().ShouldBe($"/orders/{order["orderId"]}");
    }

    [Theory, InlineData("wait=0"), InlineData("wait=1")]
    public async Task It_is_told_where_to_look_when_the_end_does_not_come_in_time(string prefer)
    {
        var host = await hosts.EntryApi();

        using var response = await host.Post("/orders", AnOrder.Valid(_customer), prefer: prefer);

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        (await host.SubmittedOrder(_customer)).ShouldBe((await response.Problemless()).Guid("orderId"));
    }

    [Fact]
    public async Task The_order_goes_on_when_it_goes_away()
    {
        var host = await hosts.EntryApi();
        using (var impatient = new HttpClient { BaseAddress = host.Client.BaseAddress })
        using (
            var request = new HttpRequestMessage(HttpMethod.Post, "/orders")
            {
                Content = System.Net.Http.Json.JsonContent.Create(AnOrder.Valid(_customer)),
            }
        )
        {
            request.Headers.Authorization = new("Bearer", EntryApiHost.Issuer.ForOperator());
            request.Headers.Add("Idempotency-Key", $"{Guid.NewGuid()}");
            request.Headers.Add("Prefer", "wait=50");
            var answer = impatient.SendAsync(request, TestContext.Current.CancellationToken);
            await host.SubmittedOrder(_customer);
            impatient.CancelPendingRequests();
            await Should.ThrowAsync<OperationCanceledException>(answer);
        }

        var orderId = await host.SubmittedOrder(_customer);
        await host.Tell(orderId, 1, "Completed");

        (await host.GetOrder(orderId))["state"]!.ToString().ShouldBe("Completed");
    }

    [Theory, InlineData("wait=99999", 50), InlineData("WAIT=\"7\"", 7), InlineData("wait=7, wait=20", 7)]
    public async Task It_is_told_how_long_it_can_wait(string prefer, int seconds)
    {
        var time = new ManualTime();
        await using var host = await EntryApiHost.StartAsync(time);
        var orderId = await host.PlaceOrder();

        var next = host.Get($"/orders/{orderId}", ("If-None-Match", "*"), ("Prefer", prefer));
        await time.UntilWaitingAsync(TimeSpan.FromSeconds(seconds));
        next.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(seconds));

        using var response = await next;
        response.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        response.Headers.GetValues("Preference-Applied").ShouldBe([$"wait={seconds}"]);
    }

    [
        Theory,
        InlineData("wait=-1"),
        InlineData("wait=soon"),
        InlineData("wait"),
        InlineData("wait=1.5"),
        InlineData("="),
        InlineData(",;=,")
    ]
    public async Task A_preference_that_makes_no_sense_is_passed_over(string prefer)
    {
        var host = await hosts.EntryApi();
        var orderId = await host.PlaceOrder();

        using var response = await host.Get($"/orders/{orderId}", ("Prefer", prefer));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.Contains("Preference-Applied").ShouldBeFalse();
    }

    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task It_is_not_sent_again_what_it_has(string database)
    {
        var host = await hosts.EntryApi(database);
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "ReservingStock");
        using var first = await host.Get($"/orders/{orderId}");
        var tag = first.Headers.ETag!.ToString();

        using var same = await host.Get($"/orders/{orderId}", ("If-None-Match", $"\"other\", {tag}"));
        await host.Tell(orderId, 2, "AuthorisingPayment");
        using var changed = await host.Get($"/orders/{orderId}", ("If-None-Match", tag));

        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        same.Headers.ETag!.ToString().ShouldBe(tag);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        changed.Headers.ETag!.ToString().ShouldNotBe(tag);
    }

    [Fact]
    public async Task A_cancellation_and_its_refusal_are_changes_too()
    {
        var host = await hosts.EntryApi();
        var orderId = await host.PlaceOrder();
        async Task<string> Tag()
        {
            using var response = await host.Get($"/orders/{orderId}");
            return response.Headers.ETag!.ToString();
        }

        var (placed, _) = (
            await Tag(),
            await host.Post(
                $"/orders/{orderId}/cancellation",
                new System.Text.Json.Nodes.JsonObject { ["reason"] = "no" }
            )
        );
        var asked = await Tag();
        await host.Publish(
            new Contracts.Orders.OrderCancellationRefused
            {
                OrderId = orderId,
                Reason = "Late.",
                At = DateTimeOffset.UnixEpoch,
            }
        );
        await Eventually.Holds(async () => await Tag() != asked);

        new[] { placed, asked, await Tag() }.Distinct().Count().ShouldBe(3);
    }

    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task The_next_change_is_told_when_it_comes(string database)
    {
        var host = await hosts.EntryApi(database);
        var orderId = await host.PlaceOrder();
        using var first = await host.Get($"/orders/{orderId}");
        var next = host.Get(
            $"/orders/{orderId}",
            ("If-None-Match", first.Headers.ETag!.ToString()),
            ("Prefer", "wait=20")
        );

        await host.Tell(orderId, 1, "ReservingStock");
        using var response = await next;

        (await response.Problemless())["state"]!.ToString().ShouldBe("ReservingStock");
    }

    [Fact]
    public async Task A_change_that_another_replica_heard_is_told_as_well()
    {
        await using var postgres = await servers.CreateDatabaseAsync(
            "entry_api",
            TestContext.Current.CancellationToken
        );
        Dictionary<string, string?> settings = new() { ["ConnectionStrings:EntryApi"] = postgres.ConnectionString };
        await using var one = await EntryApiHost.StartAsync(settings);
        await using var two = await EntryApiHost.StartAsync(settings);
        var orderId = await one.PlaceOrder();
        using var first = await two.Get($"/orders/{orderId}");
        var next = two.Get(
            $"/orders/{orderId}",
            ("If-None-Match", first.Headers.ETag!.ToString()),
            ("Prefer", "wait=20")
        );

        await one.Tell(orderId, 1, "ReservingStock");
        using var response = await next;

        (await response.Problemless())["state"]!.ToString().ShouldBe("ReservingStock");
    }

    [Fact]
    public async Task It_is_told_that_nothing_changed_when_the_time_is_up()
    {
        var host = await hosts.EntryApi();
        var orderId = await host.PlaceOrder();
        using var first = await host.Get($"/orders/{orderId}");

        using var response = await host.Get(
            $"/orders/{orderId}",
            ("If-None-Match", first.Headers.ETag!.ToString()),
            ("Prefer", "wait=1")
        );

        response.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task It_may_wait_longer_than_a_request_may_take_that_does_not_ask_for_it()
    {
        var folder = new TemporaryFolder();
        await using var host = await EntryApiHost.StartAsync(
            new()
            {
                ["Database"] = "Sqlite",
                ["DataDirectory"] = folder.FullPath,
                ["RequestTimeout"] = "00:00:02",
            },
            withInventory: true,
            folder
        );
        var orderId = await host.PlaceOrder();

        using var response = await host.Get($"/orders/{orderId}", ("If-None-Match", "*"), ("Prefer", "wait=3"));

        response.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task One_wait_too_many_is_answered_at_once()
    {
        await using var host = await EntryApiHost.StartAsync();
        var orderId = await host.PlaceOrder();
        var waits = Enumerable
            .Range(0, WaitLimit.PerCaller + 1)
            .Select(_ => host.Get($"/orders/{orderId}", ("If-None-Match", "*"), ("Prefer", "wait=50")))
            .ToList();

        using var tooMany = await await Task.WhenAny(waits);
        await host.Stop();

        tooMany.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        tooMany.Headers.Contains("Preference-Applied").ShouldBeFalse();
        var others = await Task.WhenAll(waits);
        others.Count(other => other.Headers.Contains("Preference-Applied")).ShouldBe(WaitLimit.PerCaller);
    }

    [Fact]
    public async Task An_order_that_there_is_not_is_not_waited_for()
    {
        var host = await hosts.EntryApi();

        using var response = await host.Get($"/orders/{Guid.NewGuid()}", ("Prefer", "wait=50"));

        await response.Problem(404);
    }
}
