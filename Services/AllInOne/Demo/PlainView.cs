using System.Diagnostics;
using EventDriven.EntryApi.Endpoints.Views;

namespace EventDriven.AllInOne.Demo;

/// <summary>A line for each thing that happens: for files, pipes and terminals that cannot redraw.</summary>
internal sealed class PlainView : IDemoView
{
    public Task Show(
        IReadOnlyList<DemoOrder> orders,
        Func<Action<DemoOrder, IReadOnlyList<TimelineEntryView>>, Task> follow
    )
    {
        var clock = Stopwatch.StartNew();
        return follow(
            (order, news) =>
            {
                foreach (var entry in news)
                    Console.WriteLine(
                        FormattableString.Invariant(
                            $"{clock.Elapsed.TotalSeconds, 6:0.00} s  {order.Kind.Name, -22} {entry.State, -19} {entry.Cause}"
                        )
                    );
            }
        );
    }
}
