using EventDriven.Contracts;
using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Steps.Tests;

public sealed class When_a_command_is_answered : RemoteStepsTest
{
    // What a handler publishes is there once its message is consumed.
    private static readonly CancellationToken NoWait = new(canceled: true);

    [Fact]
    public async Task The_recorded_event_is_published_under_its_own_id()
    {
        await using var bus = await HandleAsync(Voided);

        var published = bus.GetRequiredService<ITestHarness>()
            .Published.Select<PaymentVoided>(NoWait)
            .ShouldHaveSingleItem();
        published.Context.Message.OrderId.ShouldBe(OrderId);
        published.Context.MessageId.ShouldBe((await FindAsync("Void")).ShouldNotBeNull().AnswerId);
    }

    [Fact]
    public async Task An_order_that_began_again_gets_it_under_another_id_for_each_command()
    {
        var (copied, later) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using var bus = await HandleAsync(
            Voided,
            (Guid.CreateVersion7(), Epoch: 1),
            (Guid.CreateVersion7(), Epoch: 1),
            (copied, Epoch: 2),
            (copied, Epoch: 2),
            (later, Epoch: 2)
        );

        var published = bus.GetRequiredService<ITestHarness>()
            .Published.Select<PaymentVoided>(NoWait)
            .Select(published => published.Context)
            .ToList();
        var ids = published.ConvertAll(answer => answer.MessageId);
        ids.Distinct().Count().ShouldBe(3, "the first epoch has one, and copies of a command have one");
        var record = (await FindAsync("Void")).ShouldNotBeNull();
        ids.ShouldContain(record.AnswerId);
        record.Epoch.ShouldBe(2);
        published
            .ConvertAll(answer => answer.Headers.Get<int>(Epochs.Header) ?? 0)
            .ShouldBe([1, 2, 2], ignoreOrder: true);
    }

    [Fact]
    public async Task Nothing_is_published_for_an_outcome_without_an_event()
    {
        await using var bus = await HandleAsync(StepOutcome.Unanswered("Sent"));

        bus.GetRequiredService<ITestHarness>()
            .Published.Select(published => published.MessageType != typeof(VoidPayment), NoWait)
            .ShouldBeEmpty();
    }

    private async Task<ServiceProvider> HandleAsync(StepOutcome outcome, params (Guid Id, int Epoch)[] commands)
    {
        var bus = new ServiceCollection()
            .AddMassTransitTestHarness(TextWriter.Null, bus => bus.AddHandler<VoidPayment>(command =>
                    Steps.AnswerAsync(
                        command,
                        new RemoteStep
                        {
                            OrderId = OrderId,
                            Name = "Void",
                            Call = (_, _) => Task.FromResult(outcome),
                        }
                    )
                ))
            .BuildServiceProvider();
        var harness = bus.GetRequiredService<ITestHarness>();
        await harness.Start();
        foreach (var (id, epoch) in commands.DefaultIfEmpty((Id: Guid.CreateVersion7(), Epoch: 1)))
        {
            await harness.Bus.Publish(
                new VoidPayment { OrderId = OrderId },
                command =>
                {
                    command.MessageId = id;
                    if (epoch > 1)
                        command.Headers.Set(Epochs.Header, epoch);
                },
                Cancel
            );
            (
                await harness.Consumed.Any<VoidPayment>(
                    consumed => consumed.Context.MessageId == id && consumed.Exception is null,
                    Cancel
                )
            ).ShouldBeTrue();
        }

        return bus;
    }
}
