using System.Diagnostics;
using System.Net.Http.Json;
using EventDriven.Contracts;
using EventDriven.Contracts.Operations;
using EventDriven.Operations;
using EventDriven.Payments;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.Services.Tests.Hosting;
using EventDriven.Services.Tests.Operations;
using EventDriven.Shipping;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace EventDriven.Services.Tests.Telemetry;

public sealed class The_trace_of_an_order
{
    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("tok_accepted", "completed")]
    [InlineData("tok_declined", "compensated")]
    public async Task Goes_through_every_service_to_the_customers_mail(string token, string end)
    {
        var expected = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "tests", "Services", "Telemetry", $"{end}.txt"),
            Cancel
        );
        await using var process = await TracedProcess.Start();
        // Until the outbox has seen that the bus is ready, its sweep sends the messages, with a span of its own.
        await process.Reaches(await process.Place(ActivityTraceId.CreateRandom()), "Completed");

        await process.Place(_trace, token);

        var seen = await Eventually.See(
            () => Task.FromResult(process.Tree(_trace)),
            tree => tree == expected,
            TimeSpan.FromSeconds(30),
            Cancel
        );
        seen.ShouldBe(expected);
        process.SpansOf(_trace).ShouldAllBe(span => span.Status != ActivityStatusCode.Error);
    }

    [Fact]
    public async Task Tells_what_failed_and_was_tried_again()
    {
        await using var process = await TracedProcess.Start();

        await process.Reaches(await process.Place(_trace, "tok_flaky"), "Completed");

        var asked = await process.SpansLike(_trace, 3, span => span.DisplayName == "call Authorise");
        asked
            .Select(span => span.Status)
            .ShouldBe([ActivityStatusCode.Error, ActivityStatusCode.Error, ActivityStatusCode.Unset]);
        asked[0].Events.ShouldHaveSingleItem().Name.ShouldBe("exception");
    }

    [Fact]
    public async Task Goes_on_after_a_deadline()
    {
        await using var process = await TracedProcess.Start(
            new() { ["Saga:StepDeadline"] = "00:00:01", ["Provider:LateBy"] = "00:00:02" }
        );

        await process.Reaches(await process.Place(_trace, "tok_late"), "Completed");

        var asked = await process.SpansLike(_trace, 1, span => Attempts(span).Any(attempt => attempt > 1));
        asked[0].DisplayName.ShouldBe("orders process");
        // A deadline with a trace of its own would be linked to the order's.
        process
            .SpansOf(_trace)
            .SelectMany(span => span.Links)
            .ShouldNotContain(link => link.Context.TraceId != _trace);
    }

    [Fact]
    public async Task Goes_on_after_a_restart_with_what_the_first_process_left_behind()
    {
        await using var folder = new TemporaryFolder();
        Guid order;
        await using (
            var first = await TracedProcess.Start(
                new() { ["DataDirectory"] = folder.FullPath },
                [.. AllInOneProcess.Services.Where(service => service is not PaymentsService)]
            )
        )
        {
            order = await first.Place(_trace);
            await first.SpansLike(_trace, 1, span => span.DisplayName == "payments send");
        }

        await using var second = await TracedProcess.Start(new() { ["DataDirectory"] = folder.FullPath });

        await second.Reaches(order, "Completed");
        await second.SpansLike(_trace, 1, span => span.DisplayName == "call SendMail");
        second.SpansOf(_trace).Select(span => span.DisplayName).ShouldContain("payments send");
    }

    [Fact]
    public async Task Goes_on_when_an_operator_decides_and_is_linked_to_what_the_operator_did()
    {
        await using var process = await TracedProcess.Start();
        var order = await process.Place(_trace, "tok_review");
        await process.Reaches(order, "AwaitingReview");
        var operators = ActivityTraceId.CreateRandom();

        using (var client = process.Client(operators, EntryApiHost.Issuer.ForOperator()))
        {
            // The entry API's read model may be behind the console's: 409 until then.
            await Eventually.Holds(async () =>
            {
                using var answer = await client.PostAsJsonAsync(
                    $"/orders/{order}/review",
                    new { approve = true, reason = "A customer of many years" },
                    Cancel
                );
                return answer.IsSuccessStatusCode;
            });
        }

        await process.Reaches(order, "Completed");
        await process.SpansLike(_trace, 1, span => span.DisplayName == "call SendMail");
        process
            .SpansOf(_trace)
            .SelectMany(span => span.Links)
            .ShouldHaveSingleItem()
            .Context.TraceId.ShouldBe(operators);
        process.SpansOf(operators).ShouldNotContain(span => span.DisplayName == "shipping receive");
    }

    [Fact]
    public async Task Goes_on_when_an_operator_retries_a_failed_message()
    {
        var shipping = new Clumsy { Fails = true };
        await using var process = await TracedProcess.Start(
            services: [.. AllInOneProcess.Services.Where(service => service is not ShippingService), shipping]
        );
        var order = await process.Place(_trace);
        var failed = Guid.Empty;
        await Eventually.Holds(async () =>
        {
            await using var scope = process.Services.CreateAsyncScope();
            failed = await scope
                .ServiceProvider.GetRequiredService<OperationsDbContext>()
                .FailedMessages.Where(message => message.OrderId == order)
                .Select(message => message.Id)
                .SingleOrDefaultAsync(Cancel);
            return failed != Guid.Empty;
        });
        shipping.Fails = false;

        using var operators = new Activity("operator").Start();
        operators.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        var console = await process.Services.GetRequiredService<IBus>().GetSendEndpoint(Queues.Address("operations"));
        await console.Send(
            new PutBackMessages
            {
                ActionId = Guid.NewGuid(),
                FailedMessageIds = [failed],
                Operator = "an-operator",
                Reason = "mended",
                At = DateTimeOffset.UtcNow,
            },
            Cancel
        );

        await Eventually.Holds(() => shipping.Handled.Count == 1);
        var linked = await process.SpansLike(_trace, 1, span => span.Links.Any());
        linked.ShouldHaveSingleItem().Links.Single().Context.TraceId.ShouldBe(operators.TraceId);
        await process.SpansLike(_trace, 2, span => span.DisplayName == "shipping receive");
        process.SpansOf(operators.TraceId).ShouldNotContain(span => span.DisplayName == "shipping receive");
    }

    private static IEnumerable<int> Attempts(Activity span) =>
        span
            .Events.SelectMany(change => change.Tags)
            .Where(tag => tag.Key == "eventdriven.order.attempt")
            .Select(tag => (int)tag.Value!);
}
