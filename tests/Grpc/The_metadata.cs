using Grpc.Core;
using Shouldly;

namespace EventDriven.Grpc.Tests;

public sealed class The_metadata
{
    [Fact]
    public void Has_its_names_in_lower_case() =>
        new Metadata { { "X-Who", "ada" } }
            .GetValue("x-wHo")
            .ShouldBe("ada");

    [Fact]
    public void Gives_the_last_value_of_a_name() =>
        new Metadata { { "x", "1" }, { "x", "2" } }
            .GetValue("x")
            .ShouldBe("2");

    [Fact]
    public void Knows_nothing_of_a_name_that_was_not_added() => new Metadata().GetValue("x").ShouldBeNull();

    [Theory]
    [InlineData("x y", "value")]
    [InlineData("", "value")]
    [InlineData("x", "line\nbreak")]
    [InlineData("x", "größer")]
    [InlineData("x-bin", "text")]
    public void Refuses_what_could_not_be_sent(string key, string value) =>
        Should.Throw<ArgumentException>(() => new Metadata { { key, value } });

    [Fact]
    public void Refuses_bytes_under_the_name_of_a_text() =>
        Should.Throw<ArgumentException>(() => new Metadata { { "x", [1] } });
}
