using System.Buffers.Text;
using System.Globalization;
using System.Text;
using EventDriven.EntryApi.Domain;
using EventDriven.EntryApi.Endpoints.Problems;
using EventDriven.EntryApi.Endpoints.Views;
using EventDriven.EntryApi.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.EntryApi.Endpoints;

/// <summary>Lists of orders, latest first, a page at a time.</summary>
public static class OrderList
{
    /// <summary>The most orders of one page.</summary>
    public const int LongestPage = 100;

    private const int UsualPage = 20;

    /// <summary>
    /// The orders that fit all that is asked for. A page begins after the last order of the one before, by the time of
    /// acceptance, which never changes: however orders move meanwhile, none is shown twice, and none that fits all the
    /// while is left out.
    /// </summary>
    /// <param name="state">Those in this state alone.</param>
    /// <param name="customer">This customer's alone; a customer sees its own in any case.</param>
    /// <param name="from">Accepted at this time or later.</param>
    /// <param name="to">Accepted before this time.</param>
    /// <param name="limit">The most of one page.</param>
    /// <param name="cursor">Where the page before ended: its "next". To be used with the same filters.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="db">The orders.</param>
    /// <param name="cancel">The client has gone.</param>
    public static async Task<Results<Ok<OrderPage>, ProblemHttpResult>> Get(
        string? state,
        string? customer,
        DateTimeOffset? from,
        DateTimeOffset? to,
        int? limit,
        string? cursor,
        Caller caller,
        EntryApiDbContext db,
        CancellationToken cancel
    )
    {
        if (limit is < 1 or > LongestPage)
            return Problem.Parameter("limit", $"must be from 1 to {LongestPage}.");
        if (state is not null && !OrderState.All.Contains(state, StringComparer.Ordinal))
            return Problem.Parameter("state", $"must be one of {string.Join(", ", OrderState.All)}.");
        if (IsNoName(customer))
            return Problem.Parameter("customer", "must be a customer's id, such as c-1.");
        var size = limit ?? UsualPage;
        var orders = caller.Sees(db.Orders).AsNoTracking();
        if (cursor is not null)
        {
            if (ReadCursor(cursor) is not var (at, id))
                return Problem.Parameter("cursor", "must be the \"next\" of a page that was given before.");
            // In this form its first half bounds the index: an OR alone would be looked up from the top, however deep
            // the page.
            orders = orders.Where(order => order.SubmittedAt <= at && (order.SubmittedAt < at || order.Id < id));
        }

        if (customer is not null)
            orders = orders.Where(order => order.CustomerId == customer);
        if (from is { } begin)
            orders = orders.Where(order => order.SubmittedAt >= begin.ToUniversalTime());
        if (to is { } end)
            orders = orders.Where(order => order.SubmittedAt < end.ToUniversalTime());
        if (state is not null)
            orders = In(state, orders);

        // One more than is shown: whether there is a next page is then known.
        var found = await orders
            .OrderByDescending(order => order.SubmittedAt)
            .ThenByDescending(order => order.Id)
            .Take(size + 1)
            .Include(order => order.Timeline)
            .ToListAsync(cancel);
        return TypedResults.Ok(
            new OrderPage(
                [.. found.Take(size).Select(OrderSummary.Of)],
                found.Count > size ? WriteCursor(found[size - 1]) : null
            )
        );
    }

    // Of those that are on their way there are few, whatever the table holds: theirs is looked up in the timeline.
    private static IQueryable<Order> In(string state, IQueryable<Order> orders)
    {
        if (OrderState.IsEnd(state))
            return orders.Where(order => order.EndedAs == state);
        orders = orders.Where(order => order.EndedAs == null);
        return state == OrderState.Submitted
            ? orders.Where(order => order.Timeline.Count == 0)
            : orders.Where(order => order.Timeline.OrderByDescending(entry => entry.Sequence).First().State == state);
    }

    // PostgreSQL takes no NUL, and neither has a name what names are not made of.
    private static bool IsNoName(string? text) =>
        text is not null && (text.Length is 0 or > 64 || text.Any(char.IsControl));

    private static string WriteCursor(Order order) =>
        Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{order.SubmittedAt.UtcTicks}.{order.Id:N}")
            )
        );

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
