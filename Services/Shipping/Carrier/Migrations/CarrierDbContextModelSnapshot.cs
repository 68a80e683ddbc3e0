using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EventDriven.Shipping.Carrier.Migrations;

/// <summary>The model as the last migration leaves it.</summary>
[DbContext(typeof(CarrierDbContext))]
public sealed class CarrierDbContextModelSnapshot : ModelSnapshot
{
    /// <inheritdoc />
    protected override void BuildModel(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity("EventDriven.Shipping.Carrier.CarrierParcel", entity =>
        {
            entity.Property<string>("Reference").IsRequired().HasMaxLength(100).HasColumnType("character varying(100)");
            entity.Property<int>("Version").IsConcurrencyToken().HasColumnType("integer");
            entity.HasKey("Reference");
            entity.ToTable("Parcels");
        });

        modelBuilder.Entity("EventDriven.Shipping.Carrier.CarrierEntry", entity =>
        {
            entity.Property<string>("Reference").IsRequired().HasMaxLength(100).HasColumnType("character varying(100)");
            entity.Property<string>("Kind").IsRequired().HasMaxLength(20).HasColumnType("character varying(20)");
            entity.Property<string>("TrackingNumber").IsRequired().HasMaxLength(20).HasColumnType("character varying(20)");
            entity.Property<DateTimeOffset>("At").HasColumnType("timestamp with time zone");
            entity.HasKey("Reference", "Kind");
            entity.ToTable("Entries");
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

        modelBuilder.Entity("EventDriven.Shipping.Carrier.CarrierEntry", entity =>
            entity.HasOne("EventDriven.Shipping.Carrier.CarrierParcel", null).WithMany("Entries").HasForeignKey("Reference").OnDelete(DeleteBehavior.Cascade).IsRequired());

        modelBuilder.Entity("EventDriven.ServiceDefaults.RemoteSteps.Simulation.SimulatedRequest", entity =>
            entity.HasOne("EventDriven.Shipping.Carrier.CarrierParcel", null).WithMany("Requests").HasForeignKey("Reference").OnDelete(DeleteBehavior.Cascade).IsRequired());
    }
}
