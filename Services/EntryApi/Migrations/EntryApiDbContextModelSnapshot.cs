using EventDriven.EntryApi.Domain;
using EventDriven.ServiceDefaults;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace EventDriven.EntryApi.Migrations;

/// <summary>The model that the migrations lead to; a test holds it against <see cref="EntryApiDbContext"/>.</summary>
[DbContext(typeof(EntryApiDbContext))]
public sealed class EntryApiDbContextModelSnapshot : ConventionalModelSnapshot
{
    /// <inheritdoc />
    protected override void BuildModel(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.HasAnnotation("ProductVersion", "10.0.14").HasAnnotation("Relational:MaxIdentifierLength", 63);

        modelBuilder.Entity(typeof(Order).FullName!, order =>
        {
            order.Property<Guid>("Id").HasColumnType("uuid");
            order.Property<string>("CustomerId").IsRequired().HasMaxLength(64).HasColumnType("character varying(64)");
            order.Property<string>("Email").IsRequired().HasMaxLength(254).HasColumnType("character varying(254)");
            order.Property<DateTimeOffset>("SubmittedAt").HasColumnType("timestamp with time zone");
            order.ComplexProperty(typeof(Dictionary<string, object>), "ShipTo", address =>
            {
                address.IsRequired();
                address.Property<string>("City").IsRequired().HasMaxLength(100).HasColumnType("character varying(100)");
                address.Property<string>("Country").IsRequired().HasMaxLength(2).HasColumnType("character varying(2)");
                address.Property<string>("Name").IsRequired().HasMaxLength(100).HasColumnType("character varying(100)");
                address.Property<string>("PostalCode").IsRequired().HasMaxLength(20).HasColumnType("character varying(20)");
                address.Property<string>("Street").IsRequired().HasMaxLength(200).HasColumnType("character varying(200)");
            });
            order.Property<byte[]>("Fingerprint").HasMaxLength(32).HasColumnType("bytea");
            order.Property<string>("EndedAs").HasMaxLength(64).HasColumnType("character varying(64)");
            order.HasKey("Id");
            order.HasIndex("SubmittedAt", "Id");
            order.HasIndex("CustomerId", "SubmittedAt", "Id");
            order.HasIndex("EndedAs", "SubmittedAt", "Id");
            order.ToTable("Orders");
        });
        modelBuilder.Entity(typeof(OrderedLine).FullName!, line =>
        {
            line.Property<Guid>("OrderId").HasColumnType("uuid");
            line.Property<int>("Number").HasColumnType("integer");
            line.Property<string>("Sku").IsRequired().HasMaxLength(64).HasColumnType("character varying(64)");
            line.Property<int>("Quantity").HasColumnType("integer");
            line.HasKey("OrderId", "Number");
            line.ToTable("OrderLines");
            line.HasOne(typeof(Order).FullName!, null).WithMany("Lines").HasForeignKey("OrderId").OnDelete(DeleteBehavior.Cascade).IsRequired();
        });
        modelBuilder.Entity(typeof(TimelineEntry).FullName!, entry =>
        {
            entry.Property<Guid>("OrderId").HasColumnType("uuid");
            entry.Property<int>("Sequence").HasColumnType("integer");
            entry.Property<string>("State").IsRequired().HasMaxLength(64).HasColumnType("character varying(64)");
            entry.Property<string>("Cause").IsRequired().HasMaxLength(2000).HasColumnType("character varying(2000)");
            entry.Property<string>("Reason").HasMaxLength(2000).HasColumnType("character varying(2000)");
            entry.Property<decimal?>("TotalAmount").HasPrecision(18, 2).HasColumnType("numeric(18,2)");
            entry.Property<string>("TotalCurrency").HasMaxLength(3).HasColumnType("character varying(3)");
            entry.Property<DateTimeOffset>("At").HasColumnType("timestamp with time zone");
            entry.HasKey("OrderId", "Sequence");
            entry.ToTable("TimelineEntries");
            entry.HasOne(typeof(Order).FullName!, null).WithMany("Timeline").HasForeignKey("OrderId").OnDelete(DeleteBehavior.Cascade).IsRequired();
        });
        modelBuilder.Entity(typeof(Cancellation).FullName!, cancellation =>
        {
            cancellation.Property<Guid>("OrderId").HasColumnType("uuid");
            cancellation.Property<Guid?>("RequestId").HasColumnType("uuid");
            cancellation.Property<DateTimeOffset>("RequestedAt").HasColumnType("timestamp with time zone");
            cancellation.Property<string>("Reason").IsRequired().HasMaxLength(500).HasColumnType("character varying(500)");
            cancellation.Property<string>("Refusal").HasMaxLength(2000).HasColumnType("character varying(2000)");
            cancellation.HasKey("OrderId");
            cancellation.ToTable("Cancellations");
            cancellation.HasOne(typeof(Order).FullName!, null).WithOne("Cancellation")
                .HasForeignKey(typeof(Cancellation).FullName!, "OrderId").OnDelete(DeleteBehavior.Cascade).IsRequired();
        });
        modelBuilder.Entity(typeof(Review).FullName!, review =>
        {
            review.Property<Guid>("OrderId").HasColumnType("uuid");
            review.Property<Guid?>("RequestId").HasColumnType("uuid");
            review.Property<bool>("Approved").HasColumnType("boolean");
            review.Property<string>("Reason").HasMaxLength(500).HasColumnType("character varying(500)");
            review.Property<DateTimeOffset>("DecidedAt").HasColumnType("timestamp with time zone");
            review.HasKey("OrderId");
            review.ToTable("Reviews");
            review.HasOne(typeof(Order).FullName!, null).WithOne("Review")
                .HasForeignKey(typeof(Review).FullName!, "OrderId").OnDelete(DeleteBehavior.Cascade).IsRequired();
        });
        modelBuilder.AddTransactionalOutboxEntities();
    }
}
