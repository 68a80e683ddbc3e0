using System.Globalization;

namespace EventDriven.Operations;

/// <summary>The position of the last row of a page, by time and id: the next page begins after it.</summary>
public sealed record PageCursor(DateTimeOffset At, Guid Id)
{
    /// <summary>Null when the text is no cursor.</summary>
    public static PageCursor? Read(string? text) =>
        text?.Split('.') is [var ticks, var id]
        && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && at <= DateTimeOffset.MaxValue.UtcTicks
        && Guid.TryParseExact(id, "N", out var row)
            ? new PageCursor(new DateTimeOffset(at, TimeSpan.Zero), row)
            : null;

    public override string ToString() => $"{At.UtcTicks}.{Id:N}";
}
