using Xunit;

// One deployment at a time: two would make each other miss the deadlines that their orders have in real time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
