using System.Net.Sockets;
using EventDriven.ServiceDefaults;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Shouldly;

namespace EventDriven.Services.Tests.Logging;

/// <summary>Everything that is in flight meets an outage, and says so with a stack trace.</summary>
public sealed class When_an_outage_is_logged : IDisposable
{
    private readonly ManualTime _clock = new();
    private readonly Lines _lines = new();
    private readonly Logger _log;

    public When_an_outage_is_logged() =>
        _log = new LoggerConfiguration().Filter.With(new OutageLogFilter(_clock)).WriteTo.Sink(_lines).CreateLogger();

    [Fact]
    public void What_many_say_is_written_once_a_minute_with_the_number_of_those_left_out()
    {
        for (var message = 0; message < 1000; message++)
            _log.Warning(Away(), "Message {Id} is tried again", message);
        _clock.Advance(TimeSpan.FromMinutes(1));
        _log.Warning(Away(), "Message {Id} is tried again", 1000);

        _lines
            .Written.Select(line => line.RenderMessage())
            .ShouldBe(["Message 0 is tried again", "Message 1000 is tried again"]);
        _lines.Written[0].Properties.Keys.ShouldNotContain(OutageLogFilter.LeftOut);
        _lines.Written[1].Properties[OutageLogFilter.LeftOut].ToString().ShouldContain("999 more");
    }

    [Fact]
    public void Each_thing_that_is_said_is_written()
    {
        _log.Warning(Away(), "An order was turned away");
        _log.ForContext(Constants.SourceContextPropertyName, "Sweep").Warning(Away(), "The sweep failed");
        _log.ForContext(Constants.SourceContextPropertyName, "Clean-up").Warning(Away(), "The sweep failed");

        _lines.Written.Count.ShouldBe(3);
    }

    [Fact]
    public void What_is_no_outage_is_written_each_time()
    {
        for (var message = 0; message < 3; message++)
        {
            _log.Error(new InvalidOperationException("Too large"), "Message {Id} is set aside", message);
            _log.Information("Order {Id} is told that it is complete", message);
        }

        _lines.Written.Count.ShouldBe(6);
    }

    public void Dispose() => _log.Dispose();

    private static InvalidOperationException Away() =>
        new("Likely transient", new SocketException((int)SocketError.ConnectionRefused));

    private sealed class Lines : ILogEventSink
    {
        public List<LogEvent> Written { get; } = [];

        public void Emit(LogEvent logEvent) => Written.Add(logEvent);
    }
}
