using MassTransit;

namespace EventDriven.Scheduling.Tests;

internal sealed class AlarmRangConsumer(Heard heard, ProcessName process) : IConsumer<AlarmRang>
{
    public Task Consume(ConsumeContext<AlarmRang> context)
    {
        heard.Add(new Sound($"rang {context.Message.AlarmId}", process.Value));
        return Task.CompletedTask;
    }
}
