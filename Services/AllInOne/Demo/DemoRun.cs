using EventDriven.EntryApi.Endpoints.Views;
using EventDriven.Operations.TryIt;
using Spectre.Console;

namespace EventDriven.AllInOne.Demo;

/// <summary>Places one order of each kind through the real API, and follows it to its end.</summary>
internal static class DemoRun
{
    /// <summary>Much longer than the slowest kind takes.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Returns whether every order ended as expected.</summary>
    public static async Task<bool> Show(OrderClient client, CancellationToken stopping)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        deadline.CancelAfter(EndsWithin);

        var products = await client.Products(deadline.Token);
        var orders = new List<DemoOrder>();
        foreach (var kind in OrderKind.All)
            orders.Add(await DemoOrder.Place(kind, products, client, deadline.Token));

        try
        {
            await (
                Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi
                    ? PlainView.Show(Follow)
                    : LiveView.Show(orders, Follow)
            );
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            // Stopped or timed out: the summary names the orders that have not ended.
        }

        return Summary(orders);

        async Task Follow(Action<DemoOrder, TimelineEntryView> changed)
        {
            using var timer = new PeriodicTimer(LookEvery);
            while (orders.Any(order => !order.HasEnded))
            {
                foreach (var order in orders.Where(order => !order.HasEnded))
                {
                    foreach (var entry in await order.Look(client, deadline.Token))
                        changed(order, entry);
                }

                await timer.WaitForNextTickAsync(deadline.Token);
            }
        }
    }

    private static bool Summary(List<DemoOrder> orders)
    {
        Console.WriteLine();
        foreach (var order in orders)
        {
            var verdict =
                order.EndedAsExpected ? "as expected"
                : order.HasEnded ? $"NOT {order.Kind.EndsIn}"
                : "NOT ENDED";
            Console.WriteLine(
                $"  {order.Kind.Name, -22} {order.View.State, -19} {verdict, -12} {order.View.Reason}".TrimEnd()
            );
        }

        var right = orders.Count(order => order.EndedAsExpected);
        Console.WriteLine(
            $"""

              {right} of {orders.Count} orders ended as expected.

            """
        );
        return right == orders.Count;
    }
}
