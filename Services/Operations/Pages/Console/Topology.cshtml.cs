using EventDriven.Operations.Broker;
using EventDriven.Operations.Topology;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EventDriven.Operations.Pages.Console;

public sealed class TopologyModel(Management management) : PageModel
{
    public IReadOnlyList<Difference>? Differences { get; private set; }

    public string? Problem { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        if (!management.IsThere)
            return;

        try
        {
            var (queues, exchanges, bindings) = await management.Topology(cancel);
            Differences = new Comparison(queues, exchanges, bindings).Differences;
        }
        catch (ManagementException exception)
        {
            Problem = exception.Message;
        }
    }

    /// <summary>The services that handle a sent message, or that send a handled one.</summary>
    public static string OtherEnd(MessageDescribed message)
    {
        var others = Described
            .Messages.Where(other => other.Name == message.Name && other.Sends != message.Sends)
            .Select(other => other.Service)
            .Distinct()
            .ToList();
        return others.Count > 0 ? string.Join(", ", others)
            : message.Sends ? "no service"
            : "clients";
    }
}
