using EventDriven.Steps;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EventDriven.SimulatedParties;

/// <summary>All that a simulated remote party knows under one reference of its caller's.</summary>
public abstract class SimulatedAccount
{
    /// <summary>The caller's reference: the order's id.</summary>
    public string Reference { get; init; } = "";

    /// <summary>
    /// Moves with each request served: of two at the same time, the second finds it moved and is served again, after
    /// the first.
    /// </summary>
    public int Version { get; set; }

    /// <summary>The requests seen.</summary>
    public ICollection<SimulatedRequest> Requests { get; } = [];

    /// <summary>Whether something was asked for and done; also where there was nothing to do.</summary>
    /// <param name="operation">What was asked for.</param>
    public bool HasServed(string operation) =>
        Requests.Any(r => r.Operation == operation && r.Answer == RemoteAnswerStatus.Done);

    /// <summary>Maps what all simulated parties have.</summary>
    /// <typeparam name="TAccount">What the party knows under one reference.</typeparam>
    /// <param name="account">The account's entity.</param>
    /// <param name="request">The request's entity.</param>
    public static void Map<TAccount>(EntityTypeBuilder<TAccount> account, EntityTypeBuilder<SimulatedRequest> request)
        where TAccount : SimulatedAccount
    {
        account.HasKey(a => a.Reference);
        account.Property(a => a.Reference).HasMaxLength(100);
        account.Property(a => a.Version).IsConcurrencyToken();
        account.HasMany(a => a.Requests).WithOne().HasForeignKey(r => r.Reference);
        account.Navigation(a => a.Requests).AutoInclude();

        request.HasKey(r => r.IdempotencyKey);
        request.Property(r => r.IdempotencyKey).HasMaxLength(100);
        request.Property(r => r.Operation).HasMaxLength(20);
        request.Property(r => r.Answer).HasConversion<string>().HasMaxLength(20);
        request.Property(r => r.AnswerReference).HasMaxLength(100);
        request.Property(r => r.AnswerReason).HasMaxLength(500);
    }
}
