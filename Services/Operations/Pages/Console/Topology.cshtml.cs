using EventDriven.Operations.Broker;
using EventDriven.Operations.Topology;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EventDriven.Operations.Pages.Console;

/// <summary>Who sends and handles what, and whether the broker has it so.</summary>
public sealed class TopologyModel(Management management) : PageModel
{
    /// <summary>What the broker has otherwise; null when it was not asked, or did not say.</summary>
    public IReadOnlyList<Difference>? Differences { get; private set; }

    /// <summary>Why the broker did not say.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether there is a broker to compare with.</summary>
    public bool HasBroker => management.IsThere;

    /// <summary>The page of the management UI that shows a queue.</summary>
    public string? QueuePage(string queue) => management.IsThere ? management.QueuePage(queue) : null;

    /// <summary>Asks the broker, and compares.</summary>
    public async Task OnGetAsync(CancellationToken cancel)
    {
        if (!management.IsThere)
            return;

        try
        {
            var (queues, exchanges, bindings) = await management.Topology(cancel);
            Differences = Comparison.Of(Described.Queues, queues, exchanges, bindings);
        }
        catch (ManagementException exception)
        {
            Problem = exception.Message;
        }
    }

    /// <summary>
    /// Who is at the other end of a message: its readers where it is sent, its senders where it is handled.
    /// </summary>
    public static string OtherEnd(MessageDescribed message)
    {
        var others = Described
            .Messages.Where(other => other.Name == message.Name && other.Sends != message.Sends)
            .Select(other => other.Service)
            .Distinct()
            .ToList();
        return others.Count > 0 ? string.Join(", ", others)
            : message.Sends ? "nobody"
            : "clients";
    }
}
