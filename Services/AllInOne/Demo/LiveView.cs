using EventDriven.EntryApi.Endpoints.Views;
using Spectre.Console;

namespace EventDriven.AllInOne.Demo;

/// <summary>A table in the terminal that is redrawn at each change.</summary>
internal static class LiveView
{
    public static Task Show(IReadOnlyList<DemoOrder> orders, Func<Action<DemoOrder, TimelineEntryView>, Task> follow) =>
        AnsiConsole
            .Live(Draw(orders))
            .StartAsync(live =>
            {
                live.Refresh();
                return follow((_, _) => live.UpdateTarget(Draw(orders)));
            });

    private static Table Draw(IReadOnlyList<DemoOrder> orders)
    {
        var table = new Table().RoundedBorder().AddColumns("order", "kind", "state", "last cause");
        foreach (var order in orders)
        {
            var colour =
                !order.HasEnded ? "yellow"
                : order.EndedAsExpected ? "green"
                : "red";
            table.AddRow(
                order.View.OrderId.ToString()[..8],
                Markup.Escape(order.Kind.Name),
                $"[{colour}]{Markup.Escape(order.View.State)}[/]",
                Markup.Escape(order.View.Timeline is [.., { Cause: var cause }] ? cause : "accepted")
            );
        }

        return table;
    }
}
