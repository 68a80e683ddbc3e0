using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.TestServers;

/// <summary>What one host measures: counters added up, gauges as they were last, histograms by their count.</summary>
public sealed class Measurements : IDisposable
{
    private readonly ConcurrentDictionary<string, double> _values = new();
    private readonly MeterListener _listener = new();

    /// <summary>Begins to collect what is measured from now on, and gauges.</summary>
    public Measurements(IServiceProvider host)
    {
        var factory = host.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // The static meter EventDriven is shared by all hosts of the process.
            if (
                instrument.Meter.Name.StartsWith("EventDriven", StringComparison.Ordinal)
                && instrument.Meter.Scope is var scope
                && (scope is null || scope == factory)
            )
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>A value by its name and the values of its tags, such as <c>a.counter(Inventory, outbox)</c>.</summary>
    public double? this[string name] => _values.TryGetValue(name, out var value) ? value : null;

    /// <summary>The values of one instrument, each after its tags.</summary>
    public string Of(string instrument) =>
        string.Join(
            ", ",
            _values
                .Where(value => value.Key.StartsWith($"{instrument}(", StringComparison.Ordinal))
                .OrderBy(value => value.Key, StringComparer.Ordinal)
                .Select(value =>
                    string.Create(CultureInfo.InvariantCulture, $"{value.Key[instrument.Length..]} {value.Value}")
                )
        );

    /// <summary>Reads the gauges. A gauge without a measurement has no value.</summary>
    public void ReadGauges()
    {
        foreach (var gauge in _values.Keys.Where(key => key.StartsWith('#')))
            _values.TryRemove(gauge, out _);
        _listener.RecordObservableInstruments();
    }

    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = $"{instrument.Name}({string.Join(", ", tags.ToArray().Select(tag => tag.Value))})";
        if (instrument.IsObservable)
            _values[$"#{name}"] = value;
        else
            _values.AddOrUpdate(
                name,
                _ => instrument is Histogram<int> or Histogram<double> ? 1 : value,
                (_, so) => so + (instrument is Histogram<int> or Histogram<double> ? 1 : value)
            );
    }
}
