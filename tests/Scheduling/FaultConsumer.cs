using MassTransit;

namespace EventDriven.Scheduling.Tests;

/// <summary>What went wrong is heard too, so that no test takes a fault for silence.</summary>
internal sealed class FaultConsumer(Heard heard, ProcessName process) : IConsumer<Fault>
{
    public Task Consume(ConsumeContext<Fault> context)
    {
        var innermost = context.Message.Exceptions[0];
        while (innermost.InnerException is { } inner)
            innermost = inner;
        heard.Add(new Sound($"fault: {innermost.Message}", process.Value));
        return Task.CompletedTask;
    }
}
