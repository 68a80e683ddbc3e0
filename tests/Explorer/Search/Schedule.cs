using System.Globalization;
using EventDriven.Explorer.Worlds;

namespace EventDriven.Explorer.Search;

/// <summary>A scenario and the moves that were made in it. As text, <c>--replay</c> reads it.</summary>
internal sealed record Schedule(Scenario Scenario, IReadOnlyList<Move> Moves)
{
    public override string ToString()
    {
        var (budget, kind) = (Scenario.Budget, Scenario.Kind.Name);
        var numbers = string.Create(
            CultureInfo.InvariantCulture,
            $"{budget.Faults} {budget.Deadlines} {budget.Cancels} {budget.Actions} {Scenario.MaxAttempts}"
        );
        return $"order {kind} {numbers} {Scenario.WithViews} {Scenario.AnyAction}\n{string.Join('\n', Moves)}\n";
    }

    /// <exception cref="FormatException">The text is no schedule.</exception>
    public static Schedule Parse(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines.FirstOrDefault()?.Split(' ') is not ["order", var kind, .. { Length: 7 } rest])
            throw new FormatException("A schedule begins with a line such as: order completes 2 1 1 0 1 False False");

        var numbers = rest.Take(5).Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToList();
        var scenario = new Scenario
        {
            Kind = OrderKind.All.SingleOrDefault(known => known.Name == kind)
                ?? throw new FormatException($"There is no kind of order '{kind}'."),
            Budget = new Budget(numbers[0], numbers[1], numbers[2], numbers[3]),
            MaxAttempts = numbers[4],
            WithViews = bool.Parse(rest[5]),
            AnyAction = bool.Parse(rest[6]),
        };
        return new Schedule(scenario, [.. lines.Skip(1).Select(Move.Parse)]);
    }
}
