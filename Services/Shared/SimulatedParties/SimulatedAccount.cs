using EventDriven.Steps;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EventDriven.SimulatedParties;

/// <summary>What a simulated remote party knows under one reference.</summary>
public abstract class SimulatedAccount
{
    /// <summary>The caller's reference: the order's id.</summary>
    public string Reference { get; init; } = "";

    /// <summary>
    /// Incremented by each request. If two requests arrive at the same time, the second save fails and is repeated
    /// after the first.
    /// </summary>
    public int Version { get; set; }

    public ICollection<SimulatedRequest> Requests { get; } = [];

    /// <summary>Whether the party has answered a request with Done, even if there was nothing to do.</summary>
    public bool HasServed(string operation) =>
        Requests.Any(r => r.Operation == operation && r.Answer == RemoteAnswerStatus.Done);

    /// <summary>Maps what all simulated parties have.</summary>
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
