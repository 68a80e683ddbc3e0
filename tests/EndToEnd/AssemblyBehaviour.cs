using Xunit;

// One deployment at a time: two would make each other miss the deadlines that their orders have in real time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
