using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;

namespace EventDriven.Embedded.Tests;

/// <summary>The host at its most talkative, given orders of every kind and requests that fail in every way.</summary>
[Collection(nameof(RunningHost))]
public sealed class When_everything_is_logged(When_everything_is_logged.Talk talk)
    : IClassFixture<When_everything_is_logged.Talk>
{
    private const string Name = "Nominata Quixote";
    private const string Street = "Verschwiegenweg 17b";
    private const string Email = "very.private@confidential.example";

    [Fact]
    public void There_is_much_of_it()
    {
        foreach (
            var part in new[]
            {
                "Microsoft.AspNetCore.Hosting.Diagnostics",
                "Microsoft.AspNetCore.Authentication",
                "Microsoft.EntityFrameworkCore.Database.Command",
                "MassTransit",
            }
        )
            talk.Output.ShouldContain(part, customMessage: "otherwise this class proves nothing");
        talk.Telemetry.Sum(text => text.Length)
            .ShouldBeGreaterThan(100_000, customMessage: "otherwise this class proves nothing");
    }

    [Theory]
    [InlineData(Name)]
    [InlineData("Quixote")]
    [InlineData(Street)]
    [InlineData("Verschwiegenweg")]
    [InlineData(Email)]
    [InlineData("confidential")]
    public void Nothing_personal_is_in_it(string personal) => LinesWith(personal).ShouldBeEmpty();

    [Fact]
    public void No_token_is_in_it()
    {
        foreach (var token in talk.Tokens)
        {
            LinesWith(token).ShouldBeEmpty();
            // Nor a part that says who it is, or that is as good as the whole.
            foreach (var part in token.Split('.').Where(part => part.Length > 20))
                LinesWith(part).ShouldBeEmpty();
        }
    }

    [Fact]
    public void No_problem_repeats_what_was_sent()
    {
        talk.Problems.Count.ShouldBeGreaterThan(10);
        foreach (var personal in new[] { "Quixote", "Verschwiegenweg", "confidential" })
            talk.Problems.ShouldNotContain(problem => problem.Contains(personal, StringComparison.OrdinalIgnoreCase));
    }

    private IEnumerable<string> LinesWith(string text) =>
        talk
            .Output.Split('\n')
            .Concat(talk.Telemetry)
            .Where(line => line.Contains(text, StringComparison.OrdinalIgnoreCase));

    public sealed class Talk(RunningHost running) : IAsyncLifetime
    {
        private static readonly string[] FinalStates = ["Completed", "Rejected", "Cancelled"];

        internal string Output { get; private set; } = "";

        /// <summary>Traces, metrics and logs, as they were exported.</summary>
        internal IReadOnlyCollection<string> Telemetry => running.Telemetry.Everything;

        internal List<string> Tokens { get; } = [];

        internal List<string> Problems { get; } = [];

        public async ValueTask InitializeAsync()
        {
            using var operators = await running.Process.Client();
            var customer = await Token("--customer", "c-1");
            using var client = new HttpClient { BaseAddress = operators.BaseAddress };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", customer);

            var orders = new List<string>();
            foreach (
                var (token, postalCode) in new[]
                {
                    ("tok_accepted", "10115"),
                    ("tok_declined", "10115"),
                    ("tok_accepted", "00000"),
                    ("tok_capture_fails", "10115"),
                    ("tok_flaky", "10115"),
                }
            )
            {
                using var placed = await Post(client, "/orders", Order(token, postalCode));
                placed.EnsureSuccessStatusCode();
                orders.Add(placed.Headers.Location!.ToString());
            }

            var bad = Order("tok_accepted", "10115");
            foreach (
                var spoil in new Action<JsonNode>[]
                {
                    order => order["email"] = $"{Email} ",
                    order => order["customerId"] = Email,
                    order => order["shipTo"]!["street"] = string.Concat(Enumerable.Repeat(Street, 20)),
                    order => order["shipTo"]!["name"] = $"{Name}\n",
                    order => order["shipTo"]!["country"] = Name,
                    order => order["lines"]![0]!["sku"] = null,
                    order => order["lines"]![0]!["quantity"] = Email,
                    order => order["payment"]!["token"] = Email,
                }
            )
            {
                var spoilt = bad.DeepClone();
                spoil(spoilt);
                await Fails(Post(client, "/orders", spoilt));
            }

            await Fails(Send(client, $$"""{"email":"{{Email}}", "shipTo":{"name": {{Name}} } }"""));
            await Fails(Send(client, $$"""{"email":"{{Email}}","email":"{{Email}}"}"""));
            await Fails(Send(client, $"\"{Email}\""));
            await Fails(
                client.PostAsync(
                    "/orders",
                    new StringContent(Email, Encoding.UTF8, "text/plain"),
                    TestContext.Current.CancellationToken
                )
            );
            await Fails(Send(client, $$"""{"email":"{{string.Concat(Enumerable.Repeat(Email, 3000))}}"}"""));
            await Fails(Post(client, orders[0] + "/review", new JsonObject { ["approve"] = true, ["reason"] = Name }));
            await Fails(client.GetAsync($"/orders/{Guid.NewGuid()}", TestContext.Current.CancellationToken));
            await Fails(client.DeleteAsync("/orders", TestContext.Current.CancellationToken));
            foreach (
                var wrong in new[]
                {
                    customer[..^8] + "AAAAAAAA",
                    customer + customer,
                    "eyJhbGciOiJub25lIn0." + customer.Split('.')[1] + ".",
                }
            )
            {
                Tokens.Add(wrong);
                using var stranger = new HttpClient { BaseAddress = client.BaseAddress };
                stranger.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", wrong);
                await Fails(stranger.GetAsync(orders[0], TestContext.Current.CancellationToken));
            }

            await Fails(Post(client, orders[1] + "/cancellation", new JsonObject { ["reason"] = $"{Name}\n" }));
            foreach (var order in orders)
            {
                await Eventually.Holds(
                    async () =>
                    {
                        var seen = await client.GetFromJsonAsync<JsonNode>(
                            order,
                            TestContext.Current.CancellationToken
                        );
                        return FinalStates.Contains(seen!["state"]!.ToString());
                    },
                    $"{order} ends"
                );
                var mail = Path.Combine(running.Folder, "mail", $"{order.Split('/')[^1]}.eml");
                await Eventually.Holds(() => File.Exists(mail), $"{mail} is written");
            }

            Output = running.Process.Output;
            await Eventually.Holds(
                () =>
                    running.Telemetry.Spans.Count(span => span.Name == "call SendMail") >= orders.Count
                    && running.Telemetry.Metrics.Contains("eventdriven.orders.ended"),
                "the telemetry of the orders has been exported"
            );
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static JsonObject Order(string token, string postalCode) =>
            new JsonObject
            {
                ["customerId"] = "c-1",
                ["email"] = Email,
                ["lines"] = new JsonArray(new JsonObject { ["sku"] = "MUG-STONE-BLUE", ["quantity"] = 1 }),
                ["payment"] = new JsonObject { ["token"] = token },
                ["shipTo"] = new JsonObject
                {
                    ["name"] = Name,
                    ["street"] = Street,
                    ["city"] = "Berlin",
                    ["postalCode"] = postalCode,
                    ["country"] = "DE",
                },
            };

        private static Task<HttpResponseMessage> Post(HttpClient client, string path, JsonNode body) =>
            client.SendAsync(WithKey(path, JsonContent.Create(body)), TestContext.Current.CancellationToken);

        private static Task<HttpResponseMessage> Send(HttpClient client, string body) =>
            client.SendAsync(
                WithKey("/orders", new StringContent(body, Encoding.UTF8, "application/json")),
                TestContext.Current.CancellationToken
            );

        private static HttpRequestMessage WithKey(string path, HttpContent content) =>
            new(HttpMethod.Post, path) { Content = content, Headers = { { "Idempotency-Key", $"{Guid.NewGuid()}" } } };

        private async Task Fails(Task<HttpResponseMessage> sent)
        {
            using var response = await sent;
            ((int)response.StatusCode).ShouldBeGreaterThanOrEqualTo(400);
            Problems.Add(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        private async Task<string> Token(params string[] whose)
        {
            await using var command = new EmbeddedProcess(["token", .. whose]);
            (await command.Ended()).ShouldBe(0, command.Output);
            Tokens.Add(command.Output.Trim());
            return Tokens[^1];
        }
    }
}
