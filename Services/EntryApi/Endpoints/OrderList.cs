using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using EventDriven.EntryApi.Endpoints.Problems;
using EventDriven.EntryApi.Endpoints.Requests;
using EventDriven.EntryApi.Endpoints.Views;
using EventDriven.EntryApi.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventDriven.EntryApi.Endpoints;

public static partial class OrderList
{
    public const int LongestPage = 100;

    /// <summary>
    /// The orders that match all filters, latest first. Pages are in order of acceptance, which never changes, so no
    /// order is shown twice, and none that matches throughout is missed.
    /// </summary>
    /// <param name="customer">A customer sees its own orders in any case.</param>
    /// <param name="from">Accepted at this time (RFC 3339) or later.</param>
    /// <param name="to">Accepted before this time (RFC 3339).</param>
    /// <param name="limit">The most orders in a page; 20 if omitted.</param>
    /// <param name="cursor">The "next" of the page before, for the same filters.</param>
    public static async Task<Results<Ok<OrderPage>, Problem>> Get(
        string? state,
        string? customer,
        string? from,
        string? to,
        string? limit,
        string? cursor,
        Caller caller,
        OrderQueries orders,
        CancellationToken cancel
    )
    {
        if (
            !int.TryParse(limit ?? "20", NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || size is < 1 or > LongestPage
        )
            return Wrong("limit", $"must be a number from 1 to {LongestPage}.");
        if (state is not null && !Order.States.Contains(state))
            return Wrong("state", $"must be one of {string.Join(", ", Order.States)}.");
        if (IsNoName(customer))
            return Wrong("customer", "must be a customer's id, such as c-1.");
        if (!TryRead(from, ReadTime, out var begin))
            return Wrong("from", NoTime);
        if (!TryRead(to, ReadTime, out var end))
            return Wrong("to", NoTime);
        if (!TryRead(cursor, ReadCursor, out var after))
            return Wrong("cursor", "must be the \"next\" of a page that was given before.");

        // One more than is shown, to see if there is a next page.
        var found = await orders.List(new OrderFilter(state, customer, begin, end, after), size + 1, caller, cancel);
        return TypedResults.Ok(
            new OrderPage(
                [.. found.Take(size).Select(OrderSummary.Of)],
                found.Count > size ? WriteCursor(found[size - 1]) : null
            )
        );
    }

    private static Problem Wrong(string parameter, string wrong) =>
        new(Error.Field(ErrorKind.InvalidParameter, parameter, wrong));

    private static bool TryRead<T>(string? text, Func<string, T?> read, out T? value)
        where T : struct
    {
        value = text is null ? null : read(text);
        return text is null || value is not null;
    }

    private const string NoTime =
        "must be one time in the form of RFC 3339, such as 2026-01-01T00:00:00Z. Write + as %2B.";

    // DateTimeOffset alone also reads 01/02/2026, and takes a time without an offset as local time.
    private static DateTimeOffset? ReadTime(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var time) && Rfc3339().IsMatch(text)
            ? time.ToUniversalTime()
            : null;

    [GeneratedRegex(
        @"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})\z"
    )]
    private static partial Regex Rfc3339();

    // PostgreSQL stores no NUL, and no customer's id has a control character.
    private static bool IsNoName(string? text) =>
        text is not null && (Rules.CharactersIn(text) is 0 or > 64 || text.Any(char.IsControl));

    private static string WriteCursor(Order order) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{order.SubmittedAt.UtcTicks}.{order.Id:N}"));

    private static (DateTimeOffset At, Guid Id)? ReadCursor(string cursor)
    {
        if (cursor.Length > LongestPage || !Base64Url.IsValid(cursor))
            return null;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('.');
        return
            parts is [var ticks, var id]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && at <= DateTimeOffset.MaxValue.UtcTicks
            && Guid.TryParseExact(id, "N", out var order)
            ? (new DateTimeOffset(at, TimeSpan.Zero), order)
            : null;
    }
}
