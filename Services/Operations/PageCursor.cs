using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace EventDriven.Operations;

/// <summary>The position of the last row of a page, by time and id: the next page begins after it.</summary>
public sealed record PageCursor(DateTimeOffset At, Guid Id)
{
    /// <summary>Null when the text is no cursor.</summary>
    public static PageCursor? Read(string? text)
    {
        if (text is not { Length: > 0 and <= 100 } || !Base64Url.IsValid(text))
            return null;
        return
            Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('.') is [var ticks, var id]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && at <= DateTimeOffset.MaxValue.UtcTicks
            && Guid.TryParseExact(id, "N", out var row)
            ? new PageCursor(new DateTimeOffset(at, TimeSpan.Zero), row)
            : null;
    }

    public override string ToString() =>
        Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}.{Id:N}"))
        );
}
