using EventDriven.Contracts;
using EventDriven.EntryApi.Idempotency;
using EventDriven.EntryApi.Security;
using FluentValidation;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.EntryApi.Application;

/// <summary>
/// Stores a command's change and message in one transaction, under an id that is made of the caller and its key. A
/// repeated command finds the stored change and has the same answer, for as long as the order is kept. A refused
/// command stores nothing.
/// </summary>
public sealed class IdempotentCommands(
    EntryApiDbContext db,
    ISendEndpointProvider sender,
    CommandsInProgress inProgress,
    TimeProvider time
)
{
    /// <summary>In whole microseconds, as PostgreSQL stores it, so that all answers show the same time.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var now = time.GetUtcNow();
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        }
    }

    public static Result<IdempotencyKey> Check<T>(string? idempotencyKey, T request, IValidator<T> validator)
    {
        if (!IdempotencyKey.Parse(idempotencyKey).TryGet(out var key, out var error))
            return error;
        return validator.Validate(request) is { IsValid: false } invalid ? Error.Invalid(invalid) : key;
    }

    /// <summary>Begins a command, which is in progress until the result is disposed.</summary>
    /// <param name="forbidden">The error if the request is valid.</param>
    public Begun Begin<T>(
        Caller caller,
        string? idempotencyKey,
        string command,
        T request,
        IValidator<T> validator,
        Error? forbidden = null
    )
    {
        if (!Check(idempotencyKey, request, validator).TryGet(out var key, out var error))
            return new Begun(error);
        if (forbidden is not null)
            return new Begun(forbidden);
        var id = key.IdFor(caller.Id, command);
        return inProgress.TryOpen($"{id}") is { } hold
            ? new Begun(null, id, hold)
            : new Begun(new Error(ErrorKind.InHand) { RetryAfter = 1 });
    }

    /// <summary>
    /// Stores the change and the message to the saga. False, and nothing stored or sent, if another request has stored
    /// the row first.
    /// </summary>
    public async Task<bool> TrySave<TRow>(IQueryable<TRow> row, object message, CancellationToken cancel)
    {
        var endpoint = await sender.GetSendEndpoint(Queues.Address(Queues.Orders));
        await endpoint.Send(message, cancel);
        try
        {
            await db.SaveChangesAsync(cancel);
            return true;
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            if (await row.AnyAsync(cancel))
                return false;
            throw;
        }
    }

    public sealed record Begun(Error? Error, Guid Id = default, IDisposable? Hold = null) : IDisposable
    {
        public void Dispose() => Hold?.Dispose();
    }
}
