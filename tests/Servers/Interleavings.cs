namespace EventDriven.TestServers;

/// <summary>
/// Runs a scenario once for every order in which its steps can happen. A step is a move of the scenario, such as a call
/// or a reply of the database, or the task that has been ready to go on for longest. One step runs at a time.
/// </summary>
public sealed class Interleavings : TaskScheduler
{
    private readonly Queue<Task> _ready = [];
    private readonly List<(int Chosen, int Of)> _path;
    private int _step;

    private Interleavings(List<(int Chosen, int Of)> path) => _path = path;

    /// <summary>Explores depth-first: each run repeats the choices of the one before, except for the last.</summary>
    /// <returns>How many runs there were.</returns>
    public static int Explore(Action<Interleavings> scenario)
    {
        var path = new List<(int Chosen, int Of)>();
        var runs = 0;
        do
        {
            scenario(new Interleavings(path));
            runs++;
            while (path is [.., var last] && last.Chosen == last.Of - 1)
                path.RemoveAt(path.Count - 1);
            if (path.Count > 0)
                path[^1] = (path[^1].Chosen + 1, path[^1].Of);
        } while (path.Count > 0);
        return runs;
    }

    /// <summary>Starts work under this scheduler.</summary>
    public Task Start(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    /// <summary>Takes steps until there are none.</summary>
    /// <param name="moves">The moves that are possible now.</param>
    public void RunToEnd(Func<IEnumerable<Action>> moves)
    {
        while (true)
        {
            Action[] steps =
            [
                .. _ready.Count > 0 ? [() => TryExecuteTask(_ready.Dequeue())] : Array.Empty<Action>(),
                .. moves(),
            ];
            if (steps.Length == 0)
                return;

            steps[Choose(steps.Length)]();
        }
    }

    protected override void QueueTask(Task task) => _ready.Enqueue(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _ready;

    private int Choose(int options)
    {
        if (_step == _path.Count)
            _path.Add((0, options));
        var (chosen, of) = _path[_step++];
        if (of != options)
            throw new InvalidOperationException("The scenario must do the same when its choices are the same.");
        return chosen;
    }
}
