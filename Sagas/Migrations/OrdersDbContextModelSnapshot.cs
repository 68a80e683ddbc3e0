using EventDriven.Scheduling;
using EventDriven.ServiceDefaults;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EventDriven.Sagas.Migrations;

/// <summary>The model that the migrations add up to.</summary>
[DbContext(typeof(OrdersDbContext))]
public sealed class OrdersDbContextModelSnapshot : ConventionalModelSnapshot
{
    /// <inheritdoc />
    protected override void BuildModel(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity("EventDriven.Sagas.OrderState", order =>
        {
            order.Property<Guid>("CorrelationId").ValueGeneratedNever().HasColumnType("uuid");
            order.Property<string>("CurrentState").IsRequired().HasMaxLength(64).HasColumnType("character varying(64)");
            order.Property<int>("MachineVersion").HasColumnType("integer");
            order.Property<int>("Sequence").IsConcurrencyToken().HasColumnType("integer");
            order.Property<string>("CustomerId").IsRequired().HasColumnType("text");
            order.Property<string>("Email").IsRequired().HasColumnType("text");
            order.Property<string>("Lines").IsRequired().HasColumnType("text");
            order.Property<string>("PaymentToken").IsRequired().HasColumnType("text");
            order.Property<string>("ShipTo").IsRequired().HasColumnType("text");
            order.Property<string>("Total").HasColumnType("text");
            order.Property<string>("Step").HasMaxLength(64).HasColumnType("character varying(64)");
            order.Property<int>("Attempt").HasColumnType("integer");
            order.Property<Guid?>("DeadlineTokenId").HasColumnType("uuid");
            order.Property<bool>("CancelRequested").HasColumnType("boolean");
            order.Property<string>("CancelReason").HasColumnType("text");
            order.Property<bool>("StockTouched").HasColumnType("boolean");
            order.Property<bool>("PaymentTouched").HasColumnType("boolean");
            order.Property<bool>("ShipmentTouched").HasColumnType("boolean");
            order.Property<bool>("CaptureTouched").HasColumnType("boolean");
            order.Property<string>("Outcome").HasMaxLength(64).HasColumnType("character varying(64)");
            order.Property<string>("Reason").HasColumnType("text");
            order.Property<DateTimeOffset>("SubmittedAt").HasColumnType("timestamp with time zone");
            order.Property<DateTimeOffset>("UpdatedAt").HasColumnType("timestamp with time zone");
            order.HasKey("CorrelationId");
            order.ToTable("Orders");
        });

        modelBuilder.Entity("EventDriven.Sagas.OrderHistoryEntry", entry =>
        {
            entry.Property<Guid>("OrderId").HasColumnType("uuid");
            entry.Property<int>("Sequence").ValueGeneratedNever().HasColumnType("integer");
            entry.Property<string>("Event").IsRequired().HasMaxLength(64).HasColumnType("character varying(64)");
            entry.Property<string>("From").IsRequired().HasMaxLength(64).HasColumnType("character varying(64)");
            entry.Property<string>("To").IsRequired().HasMaxLength(64).HasColumnType("character varying(64)");
            entry.Property<string>("Cause").IsRequired().HasColumnType("text");
            entry.Property<Guid?>("MessageId").HasColumnType("uuid");
            entry.Property<Guid?>("ConversationId").HasColumnType("uuid");
            entry.Property<DateTimeOffset>("At").HasColumnType("timestamp with time zone");
            entry.HasKey("OrderId", "Sequence");
            entry.HasOne("EventDriven.Sagas.OrderState", null).WithMany("History")
                .HasForeignKey("OrderId").OnDelete(DeleteBehavior.Cascade).IsRequired();
            entry.ToTable("OrderHistory");
        });

        modelBuilder.AddTransactionalOutboxEntities();
        modelBuilder.AddScheduledMessageEntity();
    }
}
