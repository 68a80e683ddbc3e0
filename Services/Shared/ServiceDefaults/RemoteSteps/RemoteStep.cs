using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EventDriven.ServiceDefaults.RemoteSteps;

/// <summary>
/// One step of one order that a remote party carries out: the guard against doing it twice, and the outbox of its
/// answer. The key (OrderId, Step) makes it one, however many copies of the command arrive at however many replicas.
/// </summary>
public abstract class RemoteStep
{
    /// <summary>The order.</summary>
    public Guid OrderId { get; init; }

    /// <summary>The step's name, such as "Authorise".</summary>
    public string Step { get; init; } = "";

    /// <summary>Where it stands. Leaves Requested once and never changes again.</summary>
    public RemoteStepStatus Status { get; set; }

    /// <summary>The key under which the remote party is asked, each time the same.</summary>
    public string IdempotencyKey { get; init; } = "";

    /// <summary>
    /// The MessageId of the answer, each time it is published: its readers' inboxes know a repetition by it.
    /// </summary>
    public Guid AnswerId { get; init; }

    /// <summary>The remote party's reference for what it did; of any length.</summary>
    public string? Reference { get; set; }

    /// <summary>Why the step was refused or barred, or what the remote party wants looked at; of any length.</summary>
    public string? Reason { get; set; }

    /// <summary>When the step was first asked for, or barred (UTC).</summary>
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>When its answer was recorded (UTC).</summary>
    public DateTimeOffset? AnsweredAt { get; set; }

    /// <summary>Maps what all remote steps have.</summary>
    /// <typeparam name="TStep">The service's step.</typeparam>
    /// <param name="step">Its entity.</param>
    public static void Map<TStep>(EntityTypeBuilder<TStep> step)
        where TStep : RemoteStep
    {
        step.HasKey(s => new { s.OrderId, s.Step });
        step.Property(s => s.Step).HasMaxLength(20);
        // The status leaves Requested once: of two that would change it, the second finds it changed and looks again.
        step.Property(s => s.Status).HasConversion<string>().HasMaxLength(20).IsConcurrencyToken();
        step.Property(s => s.IdempotencyKey).HasMaxLength(100);
    }
}
