using EventDriven.Mutants;

// The second half of tests/mutants: name, Stryker's report, the tests with the mutated assembly, root of the sources.
if (args is not [var name, var report, var tests, var root])
    throw new ArgumentException("tests/mutants calls this program.");

var mutants = Mutant.Read(report, root);
var run = new TestRun(tests);
var covered = await run.CoverageAsync();
var tested = 0;
await Parallel.ForEachAsync(
    mutants.Where(mutant => mutant.Verdict is Verdict.Tested),
    new ParallelOptions { MaxDegreeOfParallelism = 2 },
    async (mutant, _) =>
    {
        mutant.Verdict = covered.Contains(mutant.Id) ? await run.TestAsync(mutant.Id) : Verdict.NotCovered;
        if (Interlocked.Increment(ref tested) % 25 == 0)
            Console.WriteLine($"{name}: {tested} mutants are tested");
    }
);

foreach (var mutant in mutants.Where(mutant => mutant.Verdict is Verdict.Survived or Verdict.NotCovered))
    Console.WriteLine(mutant);

int Count(Verdict verdict) => mutants.Count(mutant => mutant.Verdict == verdict);
var (killed, timeouts) = (Count(Verdict.Killed), Count(Verdict.Timeout));
var (survived, notCovered) = (Count(Verdict.Survived), Count(Verdict.NotCovered));
var score = 100m * (killed + timeouts) / (killed + timeouts + survived + notCovered);
Console.WriteLine(
    FormattableString.Invariant(
        $"{name}: {score:0.0} % ({killed} killed, {timeouts} timeouts, {survived} survived, {notCovered} not covered)"
    )
);
return score >= 90 ? 0 : 1;
