using EventDriven.ServiceDefaults;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EventDriven.Inventory.Migrations;

/// <summary>The model that the migrations add up to.</summary>
[DbContext(typeof(InventoryDbContext))]
public sealed class InventoryDbContextModelSnapshot : ConventionalModelSnapshot
{
    /// <inheritdoc />
    protected override void BuildModel(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity("EventDriven.Inventory.Domain.Product", product =>
        {
            product.Property<string>("Sku").HasMaxLength(64).HasColumnType("character varying(64)");
            product.Property<string>("Name").IsRequired().HasMaxLength(200).HasColumnType("character varying(200)");
            product.Property<decimal>("UnitPrice").HasPrecision(18, 2).HasColumnType("numeric(18,2)");
            product.Property<string>("Currency").IsRequired().HasMaxLength(3).HasColumnType("character varying(3)");
            product.Property<int>("OnHand").HasColumnType("integer");
            product.Property<int>("Held").HasColumnType("integer");
            product.HasKey("Sku");
            product.ToTable("Products", table =>
            {
                table.HasCheckConstraint("CK_Products_Held", "\"Held\" >= 0");
                table.HasCheckConstraint("CK_Products_Available", "\"OnHand\" >= \"Held\"");
            });
        });

        modelBuilder.Entity("EventDriven.Inventory.Domain.Reservation", reservation =>
        {
            reservation.Property<Guid>("OrderId").ValueGeneratedNever().HasColumnType("uuid");
            reservation.Property<string>("Status").IsRequired().HasMaxLength(16).HasColumnType("character varying(16)");
            reservation.Property<DateTimeOffset>("HeldAt").HasColumnType("timestamp with time zone");
            reservation.HasKey("OrderId");
            reservation.ToTable("Reservations");
        });

        modelBuilder.Entity("EventDriven.Inventory.Domain.ReservationLine", line =>
        {
            line.Property<Guid>("OrderId").HasColumnType("uuid");
            line.Property<string>("Sku").HasMaxLength(64).HasColumnType("character varying(64)");
            line.Property<int>("Quantity").HasColumnType("integer");
            line.HasKey("OrderId", "Sku");
            line.HasIndex("Sku");
            line.HasOne("EventDriven.Inventory.Domain.Reservation", null).WithMany().HasForeignKey("OrderId").OnDelete(DeleteBehavior.Cascade).IsRequired();
            line.HasOne("EventDriven.Inventory.Domain.Product", null).WithMany().HasForeignKey("Sku").OnDelete(DeleteBehavior.Restrict).IsRequired();
            line.ToTable("ReservationLines", table => table.HasCheckConstraint("CK_ReservationLines_Quantity", "\"Quantity\" > 0"));
        });

        modelBuilder.Entity("EventDriven.Inventory.Domain.Step", step =>
        {
            step.Property<Guid>("OrderId").HasColumnType("uuid");
            step.Property<string>("Kind").HasMaxLength(16).HasColumnType("character varying(16)");
            step.Property<string>("Outcome").IsRequired().HasMaxLength(16).HasColumnType("character varying(16)");
            step.Property<Guid>("AnswerId").HasColumnType("uuid");
            step.Property<string>("Answer").IsRequired().HasColumnType("text");
            step.Property<DateTimeOffset>("At").HasColumnType("timestamp with time zone");
            step.HasKey("OrderId", "Kind");
            step.ToTable("Steps");
        });

        modelBuilder.Entity("EventDriven.Inventory.Domain.Restock", restock =>
        {
            restock.Property<Guid>("RestockId").ValueGeneratedNever().HasColumnType("uuid");
            restock.Property<string>("Sku").IsRequired().HasMaxLength(64).HasColumnType("character varying(64)");
            restock.Property<int>("Quantity").HasColumnType("integer");
            restock.Property<string>("Answer").IsRequired().HasColumnType("text");
            restock.Property<DateTimeOffset>("At").HasColumnType("timestamp with time zone");
            restock.HasKey("RestockId");
            restock.HasIndex("Sku");
            restock.HasOne("EventDriven.Inventory.Domain.Product", null).WithMany().HasForeignKey("Sku").OnDelete(DeleteBehavior.Restrict).IsRequired();
            restock.ToTable("Restocks", table => table.HasCheckConstraint("CK_Restocks_Quantity", "\"Quantity\" > 0"));
        });

        modelBuilder.AddTransactionalOutboxEntities();
    }
}
