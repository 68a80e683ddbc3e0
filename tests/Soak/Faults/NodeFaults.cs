using EventDriven.TestServers.Hosting;

namespace EventDriven.Soak.Faults;

/// <summary>The faults of a cluster's nodes: each is killed, paused or cut off from the network for a while.</summary>
internal sealed class NodeFaults(Deployment deployment)
{
    // Longer than the time in which the others take over.
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(40);

    private string _node = "";

    public IReadOnlyList<Fault> All =>
        [
            .. new[] { "rabbitmq-1", "rabbitmq-2", "rabbitmq-3" }.SelectMany(node =>
                new[]
                {
                    Killed(node, "broker", TimeSpan.FromSeconds(5)),
                    Fault(node, "broker", "paused", "pause", "resume", TimeSpan.FromSeconds(30)),
                    Fault(node, "broker", "cut off", "cut", "join", TimeSpan.FromSeconds(30)),
                }
            ),
            Killed("primary", "primary", TimeSpan.FromSeconds(45)),
            Fault("primary", "primary", "paused", "pause", "resume", TimeSpan.FromSeconds(45)),
            Fault("primary", "primary", "cut off", "cut", "join", TimeSpan.FromSeconds(45)),
            new("primary switched over", "primary switched over", TimeSpan.Zero, SwitchOver, _ => Task.CompletedTask)
            {
                LongestGap = TimeSpan.FromSeconds(45),
            },
            Killed("etcd-leader", "etcd", TimeSpan.FromSeconds(45)),
        ];

    private Fault Killed(string node, string kind, TimeSpan longestGap) =>
        new($"{node} killed", $"{kind} killed", Lasts, Do("kill", node), deployment.StartNodesAsync)
        {
            LongestGap = longestGap,
        };

    private Fault Fault(string node, string kind, string how, string begin, string end, TimeSpan longestGap) =>
        new(
            $"{node} {how}",
            $"{kind} {how}",
            Lasts,
            Do(begin, node),
            // It may not be the primary any more.
            cancel => deployment.DoToNodeAsync(end, _node, cancel)
        )
        {
            LongestGap = longestGap,
        };

    private Func<CancellationToken, Task> Do(string action, string node) =>
        async cancel => _node = await deployment.DoToNodeAsync(action, node, cancel);

    private Task<string> SwitchOver(CancellationToken cancel) => deployment.DoToNodeAsync("switchover", null, cancel);
}
