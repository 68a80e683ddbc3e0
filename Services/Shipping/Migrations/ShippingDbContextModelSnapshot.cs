using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EventDriven.Shipping.Migrations;

/// <summary>The model as the last migration leaves it.</summary>
[DbContext(typeof(ShippingDbContext))]
public sealed class ShippingDbContextModelSnapshot : ModelSnapshot
{
    /// <inheritdoc />
    protected override void BuildModel(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity("EventDriven.Shipping.Domain.ShippingStep", entity =>
        {
            entity.Property<Guid>("OrderId").HasColumnType("uuid");
            entity.Property<string>("Step").IsRequired().HasMaxLength(20).HasColumnType("character varying(20)");
            entity.Property<string>("Status").IsRequired().HasMaxLength(20).IsConcurrencyToken().HasColumnType("character varying(20)");
            entity.Property<string>("IdempotencyKey").IsRequired().HasMaxLength(100).HasColumnType("character varying(100)");
            entity.Property<Guid>("AnswerId").HasColumnType("uuid");
            entity.Property<string>("Reference").HasMaxLength(100).HasColumnType("character varying(100)");
            entity.Property<string>("Reason").HasMaxLength(500).HasColumnType("character varying(500)");
            entity.Property<DateTimeOffset>("RequestedAt").HasColumnType("timestamp with time zone");
            entity.Property<DateTimeOffset?>("AnsweredAt").HasColumnType("timestamp with time zone");
            entity.HasKey("OrderId", "Step");
            entity.ToTable("Steps");
        });
    }
}
