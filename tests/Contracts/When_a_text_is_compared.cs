using Shouldly;
using Xunit;

namespace EventDriven.Contracts.Tests;

public sealed class When_a_text_is_compared
{
    [Fact]
    public void The_lines_that_moved_are_shown_with_their_heading() =>
        TextDifference.Between("A\n  x\n  y\nB\n  x\n", "A\n  x\n  z\nB\n  x\n").ShouldBe(["- A: y", "+ A: z"]);
}
