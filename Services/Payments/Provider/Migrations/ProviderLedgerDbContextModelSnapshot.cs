using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EventDriven.Payments.Provider.Migrations;

/// <summary>The model as the last migration leaves it.</summary>
[DbContext(typeof(ProviderLedgerDbContext))]
public sealed class ProviderLedgerDbContextModelSnapshot : ModelSnapshot
{
    /// <inheritdoc />
    protected override void BuildModel(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity("EventDriven.Payments.Provider.ProviderPayment", entity =>
        {
            entity.Property<string>("Reference").IsRequired().HasMaxLength(100).HasColumnType("character varying(100)");
            entity.Property<int>("Version").IsConcurrencyToken().HasColumnType("integer");
            entity.Property<string>("Token").HasMaxLength(100).HasColumnType("character varying(100)");
            entity.HasKey("Reference");
            entity.ToTable("Payments");
        });

        modelBuilder.Entity("EventDriven.Payments.Provider.LedgerEntry", entity =>
        {
            entity.Property<string>("Reference").IsRequired().HasMaxLength(100).HasColumnType("character varying(100)");
            entity.Property<string>("Kind").IsRequired().HasMaxLength(20).HasColumnType("character varying(20)");
            entity.Property<decimal>("Amount").HasColumnType("numeric");
            entity.Property<string>("Currency").IsRequired().HasMaxLength(3).HasColumnType("character varying(3)");
            entity.Property<string>("ProviderReference").IsRequired().HasMaxLength(100).HasColumnType("character varying(100)");
            entity.Property<DateTimeOffset>("At").HasColumnType("timestamp with time zone");
            entity.HasKey("Reference", "Kind");
            entity.ToTable("LedgerEntries");
        });

        modelBuilder.Entity("EventDriven.ServiceDefaults.RemoteSteps.Simulation.SimulatedRequest", entity =>
        {
            entity.Property<string>("IdempotencyKey").IsRequired().HasMaxLength(100).HasColumnType("character varying(100)");
            entity.Property<string>("Reference").IsRequired().HasMaxLength(100).HasColumnType("character varying(100)");
            entity.Property<string>("Operation").IsRequired().HasMaxLength(20).HasColumnType("character varying(20)");
            entity.Property<int>("FailedTries").HasColumnType("integer");
            entity.Property<string>("Answer").HasMaxLength(20).HasColumnType("character varying(20)");
            entity.Property<string>("AnswerReference").HasMaxLength(100).HasColumnType("character varying(100)");
            entity.Property<string>("AnswerReason").HasMaxLength(500).HasColumnType("character varying(500)");
            entity.Property<DateTimeOffset?>("AnswerAt").HasColumnType("timestamp with time zone");
            entity.HasKey("IdempotencyKey");
            entity.HasIndex("Reference");
            entity.ToTable("Requests");
        });

        modelBuilder.Entity("EventDriven.Payments.Provider.LedgerEntry", entity =>
            entity.HasOne("EventDriven.Payments.Provider.ProviderPayment", null).WithMany("Entries").HasForeignKey("Reference").OnDelete(DeleteBehavior.Cascade).IsRequired());

        modelBuilder.Entity("EventDriven.ServiceDefaults.RemoteSteps.Simulation.SimulatedRequest", entity =>
            entity.HasOne("EventDriven.Payments.Provider.ProviderPayment", null).WithMany("Requests").HasForeignKey("Reference").OnDelete(DeleteBehavior.Cascade).IsRequired());
    }
}
