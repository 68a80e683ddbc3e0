using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EventDriven.Contracts.Orders;
using EventDriven.EntryApi.Endpoints.Requests;
using EventDriven.EntryApi.Idempotency;
using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

public sealed class When_a_command_is_sent_again(Servers servers, SharedHosts hosts) : IClassFixture<SharedHosts>
{
    private static readonly string[] BothDatabases = ["Sqlite", "Postgres"];

    private readonly string _key = $"{Guid.NewGuid()}";
    private readonly string _customer = $"c-{Guid.NewGuid()}";

    public static TheoryData<string> Databases => [.. BothDatabases];

    [Theory, MemberData(nameof(Databases))]
    public async Task The_answer_is_the_same_whatever_became_of_the_order(string database)
    {
        var host = await hosts.EntryApi(database);
        using var first = await host.Post("/orders", AnOrder.Valid(), _key);
        var body = await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        await host.Tell((await first.Problemless()).Guid("orderId"), 1, "ReservingStock");

        using var again = await host.Post("/orders", AnOrder.Valid(), _key);

        again.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        again.Headers.Location.ShouldBe(first.Headers.Location);
        (await again.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe(body);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Fifty_times_at_once_it_makes_one_order(string database)
    {
        await using var host = await EntryApiHost.StartAsync(database, servers);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => host.Post("/orders", AnOrder.Valid(), "k-1"))
        );

        answers
            .Select(answer => answer.StatusCode)
            .Distinct()
            .ShouldBeSubsetOf([HttpStatusCode.Accepted, HttpStatusCode.Conflict]);
        answers
            .Where(answer => answer.StatusCode == HttpStatusCode.Accepted)
            .Select(answer => answer.Headers.Location)
            .Distinct()
            .ShouldHaveSingleItem();
        (await host.Query(db => db.Orders.CountAsync())).ShouldBe(1);
        // Goes the same way: when its command is there, no second one of the first is still to come.
        await host.PlaceOrder();
        await Eventually.Holds(() => host.Others.Received<SubmitOrder>().Count >= 2);
        host.Others.Received<SubmitOrder>().Select(submitted => submitted.OrderId).Distinct().Count().ShouldBe(2);
        host.Others.Received<SubmitOrder>().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Fifty_times_at_once_at_two_replicas_it_makes_one_order()
    {
        await using var postgres = await servers.CreateDatabaseAsync(
            "entry_api",
            TestContext.Current.CancellationToken
        );
        Dictionary<string, string?> settings = new() { ["ConnectionStrings:EntryApi"] = postgres.ConnectionString };
        await using var one = await EntryApiHost.StartAsync(settings);
        await using var two = await EntryApiHost.StartAsync(settings);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(i => (i % 2 == 0 ? one : two).Post("/orders", AnOrder.Valid(), "k-1"))
        );

        answers
            .Select(answer => answer.StatusCode)
            .Distinct()
            .ShouldBeSubsetOf([HttpStatusCode.Accepted, HttpStatusCode.Conflict]);
        answers
            .Where(answer => answer.StatusCode == HttpStatusCode.Accepted)
            .Select(answer => answer.Headers.Location)
            .Distinct()
            .ShouldHaveSingleItem();
        (await one.Query(db => db.Orders.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task While_the_first_is_in_hand_it_is_told_to_wait()
    {
        await using var postgres = await servers.CreateDatabaseAsync(
            "entry_api",
            TestContext.Current.CancellationToken
        );
        await using var host = await EntryApiHost.StartAsync(
            new Dictionary<string, string?> { ["ConnectionStrings:EntryApi"] = postgres.ConnectionString }
        );
        await using var locked = await host.LockOrders();
        Task<HttpResponseMessage>[] both =
        [
            host.Post("/orders", AnOrder.Valid(), "k-1"),
            host.Post("/orders", AnOrder.Valid(), "k-1"),
        ];

        var toldAtOnce = await Task.WhenAny(both);
        using var told = await toldAtOnce;
        await locked.DisposeAsync();
        using var other = await both.Single(answer => answer != toldAtOnce);

        (await told.Problem(409))["type"]!.ToString().ShouldBe("/problems/in-hand");
        told.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        other.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task With_another_body_it_is_refused_and_changes_nothing(string database)
    {
        var host = await hosts.EntryApi(database);
        using var first = await host.Post("/orders", AnOrder.Valid(_customer), _key);
        var other = AnOrder.Valid(_customer);
        other["payment"]!["token"] = "tok_review";

        using var again = await host.Post("/orders", other, _key);

        (await again.Problem(422))["type"]!.ToString().ShouldBe("/problems/idempotency-key-reused");
        (await host.Query(db => db.Orders.CountAsync(order => order.CustomerId == _customer))).ShouldBe(1);
    }

    [Fact]
    public async Task Its_spaces_and_the_order_of_its_members_do_not_matter()
    {
        var host = await hosts.EntryApi();
        using var first = await host.Post("/orders", AnOrder.Valid(), _key);
        var members = AnOrder
            .Valid()
            .AsObject()
            .Reverse()
            .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()));

        using var again = await host.Post("/orders", new JsonObject(members), $"\"{_key}\"");

        again.Headers.Location.ShouldBe(first.Headers.Location);
    }

    [Fact]
    public void Its_fingerprint_is_that_of_earlier_versions()
    {
        var request = new PlaceOrder
        {
            CustomerId = "c-1",
            Email = "ada@example.com",
            Lines = [new() { Sku = "TEA-1", Quantity = 2 }],
            Payment = new() { Token = "tok_accepted" },
            ShipTo = new()
            {
                Name = "Ada",
                Street = "Main Street 1",
                City = "Berlin",
                PostalCode = "10115",
                Country = "DE",
            },
        };

        Convert
            .ToHexString(Fingerprint.Of(request))
            .ShouldBe(
                "93065B83FF97090023C26BF41F1CB187D55556926B72C1000106630DAC7394B2",
                "a client that repeats an order after an update would be told to order anew"
            );
    }

    [Fact]
    public async Task The_same_subject_as_operator_and_as_customer_is_told_that_the_key_is_used()
    {
        var host = await hosts.EntryApi();
        var other = AnOrder.Valid();
        other["customerId"] = "an-operator";
        using var first = await host.Post("/orders", AnOrder.Valid(), _key);
        using var customer = host.AsCustomer("an-operator");
        customer.DefaultRequestHeaders.Add("Idempotency-Key", _key);

        using var second = await customer.PostAsJsonAsync("/orders", other, TestContext.Current.CancellationToken);

        (await second.Problem(422))["type"]!.ToString().ShouldBe("/problems/idempotency-key-reused");
    }

    [Fact]
    public async Task What_was_refused_is_not_held_against_the_key()
    {
        var host = await hosts.EntryApi();
        var wrong = AnOrder.Valid();
        wrong["email"] = "nobody";
        using var refused = await host.Post("/orders", wrong, _key);

        using var mended = await host.Post("/orders", AnOrder.Valid(), _key);

        await refused.Problem(422);
        mended.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_cancellation_is_answered_alike_even_when_it_was_refused_meanwhile()
    {
        var host = await hosts.EntryApi();
        var orderId = await host.PlaceOrder();
        var body = new JsonObject { ["reason"] = "changed my mind" };
        using var first = await host.Post($"/orders/{orderId}/cancellation", body, _key);
        await host.Publish(
            new OrderCancellationRefused
            {
                OrderId = orderId,
                Reason = "It is paid and on its way.",
                At = DateTimeOffset.UnixEpoch,
            }
        );
        await Eventually.Holds(async () => (await host.GetOrder(orderId))["cancellation"]!["refused"] is not null);

        using var again = await host.Post($"/orders/{orderId}/cancellation", body, _key);
        using var other = await host.Post(
            $"/orders/{orderId}/cancellation",
            new JsonObject { ["reason"] = "too dear" },
            _key
        );
        using var anew = await host.Post($"/orders/{orderId}/cancellation", body, $"{_key}-3");

        again.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await again.Problemless()).ToJsonString().ShouldBe((await first.Problemless()).ToJsonString());
        (await other.Problem(422))["type"]!.ToString().ShouldBe("/problems/idempotency-key-reused");
        (await anew.Problem(409))["type"]!.ToString().ShouldBe("/problems/too-late-to-cancel");
    }

    [Fact]
    public async Task A_review_is_answered_alike_and_its_key_stands_for_nothing_else()
    {
        var host = await hosts.EntryApi();
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "AwaitingReview");
        using var first = await host.Post($"/orders/{orderId}/review", new JsonObject { ["approve"] = true }, _key);

        using var again = await host.Post($"/orders/{orderId}/review", new JsonObject { ["approve"] = true }, _key);
        using var other = await host.Post(
            $"/orders/{orderId}/review",
            new JsonObject { ["approve"] = false, ["reason"] = "no" },
            _key
        );

        again.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await again.Problemless()).ToJsonString().ShouldBe((await first.Problemless()).ToJsonString());
        (await other.Problem(422))["type"]!.ToString().ShouldBe("/problems/idempotency-key-reused");
    }

    [Theory]
    [InlineData(null, "is missing")]
    [InlineData("", "is missing")]
    [InlineData("\"half", "must be")]
    [InlineData("two words", "must be")]
    [InlineData("a,b", "must be")]
    public async Task A_key_that_is_none_is_named(string? key, string wrong)
    {
        var host = await hosts.EntryApi();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/orders")
        {
            Content = JsonContent.Create(AnOrder.Valid(_customer)),
        };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);

        using var client = new HttpClient { BaseAddress = host.Client.BaseAddress };
        request.Headers.Authorization = new("Bearer", EntryApiHost.Issuer.ForOperator());

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        var problem = await response.Problem(400);
        problem["type"]!.ToString().ShouldBe("/problems/idempotency-key");
        problem["detail"]!.ToString().ShouldContain(wrong);
        (await host.Query(db => db.Orders.CountAsync(order => order.CustomerId == _customer))).ShouldBe(0);
    }
}
