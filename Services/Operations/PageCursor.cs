using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace EventDriven.Operations;

/// <summary>
/// Where a page of rows ended that are listed by a time and, within it, by their ids: the next begins after it, however
/// many rows come meanwhile.
/// </summary>
/// <param name="At">The time of the last row.</param>
/// <param name="Id">Its id.</param>
public sealed record PageCursor(DateTimeOffset At, Guid Id)
{
    /// <summary>
    /// Reads what <see cref="ToString" /> wrote; null when there is none, or it cannot be read, as in an address that
    /// was cut off.
    /// </summary>
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

    /// <summary>As addresses have it.</summary>
    public override string ToString() =>
        Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}.{Id:N}"))
        );
}
