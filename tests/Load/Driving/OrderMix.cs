namespace EventDriven.Load.Driving;

/// <summary>Kinds of orders with their weights.</summary>
internal sealed class OrderMix
{
    /// <summary>The mix of figures: what is compared with others has nothing else in it.</summary>
    public const string CompletedOnly = "completed";

    private const int Seed = 4711;

    private readonly OrderKind[] _cycle;

    private OrderMix(string text, IEnumerable<(OrderKind Kind, int Weight)> kinds)
    {
        Text = text;
        _cycle = [.. kinds.SelectMany(part => Enumerable.Repeat(part.Kind, part.Weight))];
        // Each run has the same orders in the same sequence, well mixed.
#pragma warning disable CA5394 // Nothing here is a secret.
        new Random(Seed).Shuffle(_cycle);
#pragma warning restore CA5394
    }

    /// <summary>The mix as it was written.</summary>
    public string Text { get; }

    /// <summary>The kind of the n-th order.</summary>
    public OrderKind this[int number] => _cycle[number % _cycle.Length];

    /// <inheritdoc />
    public override string ToString() => Text;

    /// <summary>Reads a mix such as "completed=90,declined=10", or "all" for every kind.</summary>
    /// <exception cref="FormatException">It is none; the message says what is wrong.</exception>
    public static OrderMix Parse(string text)
    {
        if (text == "all")
            return new OrderMix(
                text,
                OrderKind.All.Select(kind =>
                    (
                        kind,
                        kind.Name switch
                        {
                            "completed" => 62,
                            "late" => 2,
                            _ => 4,
                        }
                    )
                )
            );

        var kinds = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part =>
            {
                var (name, weight) = part.Split('=') is [var left, var right] ? (left, right) : (part, "1");
                return (
                    OrderKind.All.FirstOrDefault(kind => kind.Name == name)
                        ?? throw new FormatException(
                            $"'{name}' is no kind of order; there are all, "
                                + $"{string.Join(", ", OrderKind.All.Select(kind => kind.Name))}."
                        ),
                    int.TryParse(weight, out var number) && number is > 0 and <= 1000
                        ? number
                        : throw new FormatException($"'{weight}' is no weight: a whole number from 1 to 1000 is.")
                );
            })
            .ToList();
        return kinds.Count > 0
            ? new OrderMix(text, kinds)
            : throw new FormatException("A mix names at least one kind.");
    }
}
